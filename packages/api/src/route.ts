import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  bearerOf,
  createDeadline,
  type FailureLog,
  parseTraceContext,
  startCallSpan,
  type TokenCheck,
  type TraceContext,
} from '@dsock/common';
import { BrokerError, LIMITS, RETRY_AFTER_SECONDS, type Target } from '@dsock/protocol';
import type { HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import { readBody } from './body.js';
import type { ApiContext } from './context.js';
import type { Call } from './delivery.js';
import {
  createParameterParser,
  hasTarget,
  type ParameterShape,
  type Parameters,
  TARGET_PARAMETERS,
  toTarget,
} from './parameters.js';
import { decodeValue, parseQuery, type RawQuery } from './query.js';

/** Every call is answered within this. */
const CALL_DEADLINE_MS = 1800;

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const SUCCESS_BODY = '{"success":true}';
const REQUEST_ID = new RegExp(`^[\\w.-]{1,${LIMITS.requestIdCharacters}}$`);

/** The environment Hono gives to handlers: the Node request and response. */
export interface Env {
  Bindings: HttpBindings;
}

/** What a handler gets. */
export interface CallInput<S extends ParameterShape> {
  readonly parameters: Parameters<S>;
  /** Of calls with a target only. */
  readonly target: Target;
  /** The last path segment, of calls that have one. */
  readonly pathValue: string;
  /** Of calls with a body only. */
  readonly body: Buffer;
  readonly call: Call;
}

/** One call of the API: how it is reached, what it takes, what it does. */
export interface Route<S extends ParameterShape = ParameterShape> {
  readonly method: 'GET' | 'POST';
  /** With at most one `:name`, as the last segment. */
  readonly path: string;
  readonly summary: string;
  /** Query parameters besides the target. */
  readonly parameters: S;
  readonly hasTarget: boolean;
  /** Checked before the parameters, as the target is; throws what is missing. */
  readonly require?: (raw: RawQuery) => void;
  readonly body?: 'message';
  readonly pathParameter?: { readonly name: string; readonly description: string };
  /** Fields of the answer besides `success`, for the OpenAPI document. */
  readonly answer: Readonly<Record<string, unknown>>;
  handle(context: ApiContext, input: CallInput<S>): Promise<object>;
}

/** Keep the type of a route's parameters while it is put into the table. */
export function defineRoute<S extends ParameterShape>(route: Route<S>): Route {
  return route as unknown as Route;
}

/** The id of a request: the caller's if it is a sane one. */
export function requestIdOf(incoming: IncomingMessage): string {
  const given = incoming.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The answer for a failed call. Only defects and failures of the backplane are worth a line in the log. */
export function errorResponse(thrown: unknown, requestId: string, failures: FailureLog): Response {
  const error = BrokerError.from(thrown);
  const { status, retry } = error.definition;
  if (status >= 500) failures.note(error, requestId);
  const headers = retry ? { ...JSON_HEADERS, 'Retry-After': String(RETRY_AFTER_SECONDS) } : JSON_HEADERS;
  return new Response(JSON.stringify(error.toBody(requestId)), { status, headers });
}

/** Whether a request carries one of the API tokens: as a parameter, or as a bearer. */
export function isAuthorized(check: TokenCheck, incoming: IncomingMessage, raw: RawQuery): boolean {
  const parameter = raw.get('token')?.[0];
  if (parameter !== undefined) return check(decodeValue('token', parameter));
  return check(bearerOf(incoming.headers.authorization));
}

/**
 * Turn a route into a handler: id, authorization, target, parameters, body, in this order; then the call itself.
 *
 * One function instead of a chain of middlewares, and the Node objects instead of web ones: half the time of the call.
 */
export function createHandler(route: Route, context: ApiContext): (c: HonoContext<Env>) => Promise<Response> {
  const { log, isTokenValid, config } = context;
  const shape = route.hasTarget ? { ...TARGET_PARAMETERS, ...route.parameters } : route.parameters;
  const parse = createParameterParser(shape);
  const spanName = `${route.method} ${route.path}`;

  async function run(
    incoming: IncomingMessage,
    requestId: string,
    traced: undefined | TraceContext,
  ): Promise<Response> {
    const url = incoming.url ?? '';
    const raw = parseQuery(url);
    if (!isAuthorized(isTokenValid, incoming, raw)) throw new BrokerError('INVALID_AUTHORIZATION');
    if (route.hasTarget && !hasTarget(raw)) throw new BrokerError('MISSING_TARGET');
    route.require?.(raw);
    const parameters = parse(raw);
    if ((raw.get('token')?.length ?? 0) > 1) {
      throw new BrokerError('INVALID_PARAMETER', { detail: '"token" is given more than once.' });
    }
    const pathValue = route.pathParameter ? lastSegment(url, route.pathParameter.name) : '';
    const body = route.body ? await readBody(incoming, config.maxMessageSizeBytes) : Buffer.alloc(0);
    const target = route.hasTarget ? toTarget(parameters as Parameters<typeof TARGET_PARAMETERS>) : NO_TARGET;
    const call = {
      requestId,
      traceparent: traced?.traceparent,
      tracestate: traced?.tracestate,
      target,
      deadline: createDeadline(CALL_DEADLINE_MS),
    };
    const answer = await route.handle(context, { parameters, target, pathValue, body, call });
    return new Response(toBody(answer), { status: 200, headers: JSON_HEADERS });
  }

  return async (c) => {
    const started = performance.now();
    const { incoming, outgoing } = c.env;
    const requestId = requestIdOf(incoming);
    outgoing.setHeader('X-Request-ID', requestId);
    const span = startCallSpan(spanName, traceContextOf(incoming), () => ({
      'http.request.method': route.method,
      'http.route': route.path,
      'dsock.request_id': requestId,
    }));
    let response: Response;
    let failure: undefined | string;
    try {
      response = await span.run(() => run(incoming, requestId, span.context));
    } catch (error) {
      response = errorResponse(error, requestId, context.failures);
      failure = response.status >= 500 ? BrokerError.from(error).code : undefined;
    }
    if (span.recording) span.note({ 'http.response.status_code': response.status });
    span.end(failure);
    const elapsedMs = performance.now() - started;
    context.observe(route, response.status, elapsedMs / 1000);
    if (config.logRequests) {
      const { status } = response;
      const traceId = span.context?.traceparent.split('-')[1];
      const { method, path } = route;
      log.info({ requestId, traceId, method, route: path, status, ms: Math.round(elapsedMs) }, 'request');
    }
    return response;
  };
}

function traceContextOf({ headers }: IncomingMessage): undefined | TraceContext {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  return parseTraceContext(traceparent, typeof tracestate === 'string' ? tracestate : undefined);
}

/** Stands where a call without a target has one; nobody reads it. */
const NO_TARGET: Target = { kind: 'connection', id: '' };

function toBody(answer: object): string {
  const fields = JSON.stringify(answer);
  return fields === '{}' ? SUCCESS_BODY : `{"success":true,${fields.slice(1)}`;
}

/** From the raw URL: the framework's own decoding lets bytes pass that are not UTF-8. */
function lastSegment(url: string, name: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return decodeValue(name, path.slice(path.lastIndexOf('/') + 1).replaceAll('+', '%2B'));
}
