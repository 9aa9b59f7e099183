import { describe, expect, test } from 'vitest';
import { BrokerError, ERRORS, type ErrorCode } from './errors.js';

/** What is promised to clients and back ends. */
const STATUSES: Record<ErrorCode, number> = {
  INVALID_AUTHORIZATION: 401,
  USER_ID_REQUIRED: 400,
  INVALID_EXPIRATION: 400,
  INVALID_DURATION: 400,
  NEGATIVE_EXPIRATION: 400,
  NEGATIVE_DURATION: 400,
  CLAIM_ID_ALREADY_USED: 409,
  MISSING_TARGET: 400,
  INVALID_MESSAGE_TYPE: 400,
  INVALID_MESSAGE_ENCODING: 400,
  INVALID_PARAMETER: 400,
  MESSAGE_TOO_LARGE: 413,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ERROR_CHECKING_CLAIM: 503,
  ERROR_GETTING_CLAIM: 503,
  ERROR_GETTING_CONNECTION: 503,
  ERROR_GETTING_USER: 503,
  ERROR_GETTING_CHANNEL: 503,
  ERROR_GETTING_WORKER: 503,
  ERROR_DELIVERING_MESSAGING: 503,
  ERROR_REACHING_WORKER: 503,
  ERROR_READING_MESSAGE: 400,
  ERROR_MARSHALLING_MESSAGE: 500,
  MISSING_AUTHENTICATION: 401,
  MISSING_CLAIM: 401,
  EXPIRED_CLAIM: 401,
  INVALID_JWT: 401,
  RATE_LIMITED: 429,
  UPGRADE_REQUIRED: 426,
  ORIGIN_NOT_ALLOWED: 403,
  TOO_MANY_CONNECTIONS: 503,
  WORKER_DRAINING: 503,
};

describe('errors', () => {
  test('errors - the table has the promised codes with the promised statuses and no others', () => {
    const statuses = Object.fromEntries(Object.entries(ERRORS).map(([code, { status }]) => [code, status]));
    expect(statuses).toEqual(STATUSES);
  });

  test('errors - exactly what may pass by itself can be tried again', () => {
    for (const [code, definition] of Object.entries(ERRORS)) {
      expect('retry' in definition, code).toBe(definition.status === 503 || definition.status === 429);
    }
  });

  test('errors - a corrupt claim refuses a connect with 401', () => {
    expect(new BrokerError('INVALID_EXPIRATION').definition).toMatchObject({ status: 400, connectStatus: 401 });
  });

  test.each(Object.entries(ERRORS))('errors - %s is a sentence', (_, { message }) => {
    expect(message).toMatch(/^[A-Z].*\.$/);
  });

  test('errors - an answer shows code, sentence and request id, never the cause', () => {
    const error = new BrokerError('ERROR_GETTING_CLAIM', { cause: new Error('secret') });
    expect(error.toBody('r1')).toEqual({
      success: false,
      error: ERRORS.ERROR_GETTING_CLAIM.message,
      errorCode: 'ERROR_GETTING_CLAIM',
      requestId: 'r1',
    });
    expect(JSON.stringify(error.toBody('r1'))).not.toContain('secret');
    expect(error).toMatchObject({ name: 'BrokerError', code: 'ERROR_GETTING_CLAIM', cause: new Error('secret') });
  });

  test('errors - a detail takes the place of the general sentence', () => {
    expect(new BrokerError('INVALID_PARAMETER', { detail: 'Too long.' }).toBody('r').error).toBe('Too long.');
  });

  test.each([new Error('boom'), 'text', undefined, null, 42])(
    'errors - %s that was thrown is a defect of ours',
    (thrown) => {
      const error = BrokerError.from(thrown);
      expect(error.code).toBe('ERROR_MARSHALLING_MESSAGE');
      expect(error.cause).toBe(thrown);
      expect(error.message).toBe(ERRORS.ERROR_MARSHALLING_MESSAGE.message);
    },
  );

  test('errors - one of ours stays as it is', () => {
    const error = new BrokerError('NOT_FOUND');
    expect(BrokerError.from(error)).toBe(error);
  });
});
