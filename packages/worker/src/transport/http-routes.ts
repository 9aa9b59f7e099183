import type { HttpRequest, HttpResponse } from 'uWebSockets.js';
import type { Inbox } from '@dsock/backplane';
import { bearerOf, type Ops, type TokenCheck } from '@dsock/common';
import { BrokerError } from '@dsock/protocol';
import type { WorkerMetrics } from '../metrics.js';
import { type Answer, askedBy, write } from './answers.js';
import { takeDirectMessages } from './direct-inbox.js';
import type { Refuse } from './refusal.js';
import type { UpgradePath } from './upgrade-path.js';

/** What the worker's plain HTTP requests need. */
export interface HttpContext {
  readonly metrics: WorkerMetrics;
  readonly ops: Ops;
  readonly isAuthorized: TokenCheck;
  /** Takes direct messages; undefined: the path does not exist. */
  readonly direct: undefined | { readonly inbox: Inbox; readonly isAuthorized: TokenCheck; readonly maxBytes: number };
  readonly workerId: () => string;
}

type Handler = (response: HttpResponse, request: HttpRequest) => void;

const OPS_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
const READ_METHODS: ReadonlySet<string> = new Set(['get', 'head']);

/** Whether the client of a response is gone; the response must not be touched then. */
function watchAbort(response: HttpResponse): { readonly aborted: boolean } {
  const state = { aborted: false };
  response.onAborted(() => {
    state.aborted = true;
  });
  return state;
}

/** `POST /_/inbox`: envelopes straight from an API, for those that have the token. */
export function createDirectHandler({ direct, metrics, workerId }: HttpContext, refuse: Refuse): Handler {
  return (response, request) => {
    const asked = askedBy(request);
    if (!direct) return refuse(response, asked, new BrokerError('NOT_FOUND'));
    if (!direct.isAuthorized(bearerOf(request.getHeader('authorization')))) {
      return refuse(response, asked, new BrokerError('INVALID_AUTHORIZATION'));
    }
    const client = watchAbort(response);
    const take = (body: Uint8Array): void => {
      const onInvalid = (): void => metrics.invalidEnvelope();
      const answers = takeDirectMessages(body, { inbox: direct.inbox, workerId, onInvalid });
      if (!answers) {
        const detail = 'The body is not a list of envelopes.';
        refuse(response, asked, new BrokerError('INVALID_PARAMETER', { detail }));
        return;
      }
      const reply = async (): Promise<void> => {
        const answer = { status: 200, contentType: 'application/x-protobuf', body: await answers };
        if (!client.aborted) response.cork(() => write(response, answer, asked));
      };
      reply().catch((error) => client.aborted || refuse(response, asked, error));
    };
    readBody(response, direct.maxBytes, take, () => {
      refuse(response, asked, new BrokerError('MESSAGE_TOO_LARGE'));
    });
  };
}

/** Everything else: the operations endpoints, and errors for what does not exist. */
export function createFallbackHandler(context: HttpContext, path: UpgradePath, refuse: Refuse): Handler {
  return (response, request) => {
    const asked = askedBy(request);
    const url = request.getUrl();
    const method = request.getMethod();
    if (url === '/connect') {
      if (method !== 'get') return refuse(response, asked, new BrokerError('METHOD_NOT_ALLOWED'), { Allow: 'GET' });
      return refuse(response, asked, new BrokerError('UPGRADE_REQUIRED'), { Upgrade: 'websocket' });
    }
    if (OPS_PATHS.has(url) && !READ_METHODS.has(method)) {
      return refuse(response, asked, new BrokerError('METHOD_NOT_ALLOWED'), { Allow: 'GET, HEAD' });
    }
    const token = new URLSearchParams(request.getQuery() ?? '').get('token') ?? undefined;
    const authorized = context.isAuthorized(token ?? bearerOf(request.getHeader('authorization')));
    const client = watchAbort(response);
    serveOps(context.ops, url, authorized).then(
      (answer) => {
        // Uncorked: a corked body over 16 KiB can lose its end when the client reads slowly.
        if (!client.aborted) path.uncorked(response, () => write(response, answer, asked));
      },
      (error) => {
        if (!client.aborted) refuse(response, asked, error);
      },
    );
  };
}

async function serveOps(ops: Ops, url: string, authorized: boolean): Promise<Answer> {
  if (url === '/metrics' && !authorized) throw new BrokerError('INVALID_AUTHORIZATION');
  const content = await ops.answer(url);
  if (!content) throw new BrokerError('NOT_FOUND');
  return content;
}

/** Collect a body. The chunks are only lent, so they are copied. */
function readBody(
  response: HttpResponse,
  maxBytes: number,
  done: (body: Uint8Array) => void,
  tooLarge: () => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.onData((chunk, isLast) => {
    if (size > maxBytes) return;
    size += chunk.byteLength;
    if (size > maxBytes) return tooLarge();
    chunks.push(Buffer.from(Buffer.from(chunk)));
    if (isLast) done(Buffer.concat(chunks));
  });
}
