interface ErrorDefinition {
  /** HTTP status on the API. */
  readonly status: number;
  /** HTTP status of a refused `/connect`, where it differs. */
  readonly connectStatus?: number;
  readonly message: string;
  /** Whether the same call may succeed later; such answers carry `Retry-After`. */
  readonly retry?: true;
}

/** Every error the broker answers with; no code, status or sentence is written anywhere else. Source: contract. */
export const ERRORS = {
  INVALID_AUTHORIZATION: { status: 401, message: 'The token is missing or wrong.' },
  USER_ID_REQUIRED: { status: 400, message: 'The parameter "user" is required.' },
  INVALID_EXPIRATION: {
    status: 400,
    connectStatus: 401,
    message:
      'The expiration must be a whole number of seconds since the epoch, in the future, not beyond the year 9999.',
  },
  INVALID_DURATION: {
    status: 400,
    message: 'The duration must be a whole number of seconds that does not end beyond the year 9999.',
  },
  NEGATIVE_EXPIRATION: { status: 400, message: 'The expiration must be greater than zero.' },
  NEGATIVE_DURATION: { status: 400, message: 'The duration must be greater than zero.' },
  CLAIM_ID_ALREADY_USED: { status: 409, message: 'A claim with this id exists already.' },
  MISSING_TARGET: { status: 400, message: 'A target is required: one of the parameters "id", "channel", "user".' },
  INVALID_MESSAGE_TYPE: {
    status: 400,
    message: 'The parameter "type" is required: "text" (or "1") or "binary" (or "2").',
  },
  INVALID_MESSAGE_ENCODING: { status: 400, message: 'The body of a text message must be UTF-8.' },
  INVALID_PARAMETER: { status: 400, message: 'A parameter is out of its range.' },
  MESSAGE_TOO_LARGE: { status: 413, message: 'The message is larger than the configured maximum.' },
  NOT_FOUND: { status: 404, message: 'There is no such call.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'This call does not take that HTTP method.' },
  ERROR_CHECKING_CLAIM: { status: 503, retry: true, message: 'The backplane failed while the claim was stored.' },
  ERROR_GETTING_CLAIM: { status: 503, retry: true, message: 'The backplane failed while claims were read or changed.' },
  ERROR_GETTING_CONNECTION: {
    status: 503,
    retry: true,
    message: 'The backplane failed while the connection was looked up.',
  },
  ERROR_GETTING_USER: { status: 503, retry: true, message: 'The backplane failed while the user was looked up.' },
  ERROR_GETTING_CHANNEL: { status: 503, retry: true, message: 'The backplane failed while the channel was looked up.' },
  ERROR_GETTING_WORKER: { status: 503, retry: true, message: 'The backplane failed while a worker was looked up.' },
  ERROR_DELIVERING_MESSAGING: {
    status: 503,
    retry: true,
    message: 'The backplane failed while the message was handed over; it may or may not be delivered.',
  },
  ERROR_REACHING_WORKER: {
    status: 503,
    retry: true,
    message: 'Workers hold the target and none of them could be reached in time.',
  },
  ERROR_READING_MESSAGE: { status: 400, message: 'The body broke off before its end.' },
  ERROR_MARSHALLING_MESSAGE: { status: 500, message: 'The broker failed to process the call.' },
  MISSING_AUTHENTICATION: { status: 401, message: 'A claim or a JWT is required.' },
  MISSING_CLAIM: { status: 401, message: 'The claim is unknown or was used.' },
  EXPIRED_CLAIM: { status: 401, message: 'The claim has expired.' },
  INVALID_JWT: { status: 401, message: 'The JWT is not valid.' },
  RATE_LIMITED: { status: 429, retry: true, message: 'Too many connects from this address.' },
  UPGRADE_REQUIRED: { status: 426, message: 'This is a WebSocket endpoint.' },
  ORIGIN_NOT_ALLOWED: { status: 403, message: 'Pages of this origin may not connect.' },
  TOO_MANY_CONNECTIONS: { status: 503, retry: true, message: 'The limit of connections is reached.' },
  WORKER_DRAINING: {
    status: 503,
    retry: true,
    message: 'The worker is shutting down; connect again to reach another.',
  },
} as const satisfies Record<string, ErrorDefinition>;

/** A code of the error table. */
export type ErrorCode = keyof typeof ERRORS;

/** The JSON body of every error answer. */
export interface ErrorBody {
  readonly success: false;
  readonly error: string;
  readonly errorCode: ErrorCode;
  readonly requestId: string;
}

/** Seconds that `Retry-After` of a retryable error names. */
export const RETRY_AFTER_SECONDS = 1;

/** An expected failure with a code of the error table. `detail` is shown to the caller, `cause` is only logged. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? ERRORS[code].message, { cause: options.cause });
    this.code = code;
  }

  /** Convert whatever was thrown: ours stays as it is, anything else is a defect of the broker. */
  static from(thrown: unknown): BrokerError {
    return thrown instanceof BrokerError ? thrown : new BrokerError('ERROR_MARSHALLING_MESSAGE', { cause: thrown });
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }

  toBody(requestId: string): ErrorBody {
    return { success: false, error: this.message, errorCode: this.code, requestId };
  }
}
