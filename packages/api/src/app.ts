import { BrokerError } from '@dsock/protocol';
import { type Context, Hono } from 'hono';
import type { ApiContext } from './context.js';
import { OTHER_ROUTE } from './metrics.js';
import { createOpenApi } from './openapi.js';
import { parseQuery } from './query.js';
import { createHandler, type Env, errorResponse, isAuthorized, requestIdOf } from './route.js';
import { ROUTES } from './routes/index.js';

const VERSION = '1';
const OPS_PATHS = ['/healthz', '/readyz', '/metrics'] as const;
const OPENAPI_PATH = '/openapi.json';

/** Build the HTTP application of the API. */
export function createApp(context: ApiContext): Hono<Env> {
  const app = new Hono<Env>();
  for (const route of ROUTES) app.on(route.method, route.path, createHandler(route, context));

  app.all('/ping', (c) => {
    c.env.outgoing.setHeader('X-Request-ID', requestIdOf(c.env.incoming));
    return new Response('pong', { headers: { 'Content-Type': 'text/plain' } });
  });

  const openApi = JSON.stringify(createOpenApi(ROUTES, VERSION));
  app.get(OPENAPI_PATH, (c) => {
    c.env.outgoing.setHeader('X-Request-ID', requestIdOf(c.env.incoming));
    return new Response(openApi, { headers: { 'Content-Type': 'application/json' } });
  });

  for (const path of OPS_PATHS) app.get(path, (c) => guarded(c, context, () => serveOps(c, context, path)));

  app.notFound(async (c) => {
    const response = await guarded(c, context, () => {
      const allowed = methodsOf(new URL(c.req.url).pathname);
      if (allowed.length === 0) throw new BrokerError('NOT_FOUND');
      c.env.outgoing.setHeader('Allow', allowed.join(', '));
      throw new BrokerError('METHOD_NOT_ALLOWED');
    });
    context.observe(OTHER_ROUTE, response.status, 0);
    return response;
  });
  app.onError((error, c) => guarded(c, context, () => Promise.reject(error)));
  return app;
}

async function guarded(
  c: Context<Env>,
  { failures }: ApiContext,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const requestId = requestIdOf(c.env.incoming);
  c.env.outgoing.setHeader('X-Request-ID', requestId);
  try {
    return await answer();
  } catch (error) {
    return errorResponse(error, requestId, failures);
  }
}

async function serveOps(c: Context<Env>, { ops, isTokenValid }: ApiContext, path: string): Promise<Response> {
  const { incoming } = c.env;
  if (path === '/metrics' && !isAuthorized(isTokenValid, incoming, parseQuery(incoming.url ?? ''))) {
    throw new BrokerError('INVALID_AUTHORIZATION');
  }
  const answer = await ops.answer(path);
  if (!answer) throw new BrokerError('NOT_FOUND');
  return new Response(answer.body, { status: answer.status, headers: { 'Content-Type': answer.contentType } });
}

/** The methods that a path takes; none for an unknown path. */
function methodsOf(pathname: string): string[] {
  if (pathname === OPENAPI_PATH || OPS_PATHS.some((path) => path === pathname)) return ['GET', 'HEAD'];
  return ROUTES.filter(({ path }) => {
    const [fixed = ''] = path.split(':');
    if (fixed === path) return path === pathname;
    const rest = pathname.slice(fixed.length);
    return pathname.startsWith(fixed) && rest !== '' && !rest.includes('/');
  }).map(({ method }) => method);
}
