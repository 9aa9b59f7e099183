import { ERRORS, type ErrorCode } from '@dsock/protocol';
import { z } from 'zod';
import { type ParameterShape, TARGET_PARAMETERS } from './parameters.js';
import type { Route } from './route.js';

/** Codes that only a worker answers with, on `/connect`. */
const WORKER_ONLY: ReadonlySet<ErrorCode> = new Set([
  'MISSING_AUTHENTICATION',
  'MISSING_CLAIM',
  'EXPIRED_CLAIM',
  'INVALID_JWT',
  'RATE_LIMITED',
  'UPGRADE_REQUIRED',
  'ORIGIN_NOT_ALLOWED',
  'TOO_MANY_CONNECTIONS',
  'WORKER_DRAINING',
]);

const CLAIM = {
  type: 'object',
  required: ['id', 'expiration', 'user', 'channels'],
  properties: {
    id: { type: 'string' },
    expiration: { type: 'integer', description: 'Seconds since the epoch.' },
    user: { type: 'string' },
    session: { type: 'string' },
    channels: { type: 'array', items: { type: 'string' } },
  },
};

const CONNECTION = {
  type: 'object',
  required: ['id', 'worker', 'lastPing', 'user', 'channels'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    worker: { type: 'string' },
    lastPing: { type: 'integer', description: 'Seconds since the epoch.' },
    user: { type: 'string' },
    session: { type: 'string' },
    channels: { type: 'array', items: { type: 'string' } },
  },
};

const ERROR = {
  type: 'object',
  required: ['success', 'error', 'errorCode', 'requestId'],
  properties: {
    success: { const: false },
    error: { type: 'string', description: 'A sentence for people.' },
    errorCode: { enum: Object.keys(ERRORS).filter((code) => !WORKER_ONLY.has(code as ErrorCode)) },
    requestId: { type: 'string' },
  },
};

function queryParameters(shape: ParameterShape): object[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { $schema: _, description, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    const required = !schema.safeParse(undefined).success;
    return { name, in: 'query', required, description, schema: rest };
  });
}

function operation(route: Route): object {
  const shape = route.hasTarget ? { ...TARGET_PARAMETERS, ...route.parameters } : route.parameters;
  const { pathParameter } = route;
  const unreachable = route.hasTarget
    ? {
        unreachable: {
          type: 'array',
          items: { type: 'string' },
          description: 'Workers that hold the target and were not reached; absent when there are none.',
        },
      }
    : {};
  return {
    summary: route.summary,
    parameters: [
      ...(pathParameter ? [{ ...pathParameter, in: 'path', required: true, schema: { type: 'string' } }] : []),
      ...queryParameters(shape),
    ],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string' } } } },
    }),
    responses: {
      200: {
        description: 'Done.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['success'],
              properties: { success: { const: true }, ...route.answer, ...unreachable },
            },
          },
        },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

/** The OpenAPI 3.1 document of the API, made from the same table that serves it. */
export function createOpenApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, object> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'dSock API', version, license: { name: 'MIT', identifier: 'MIT' } },
    security: [{ bearer: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        token: { type: 'apiKey', in: 'query', name: 'token' },
      },
      schemas: { Claim: CLAIM, Connection: CONNECTION, Error: ERROR },
      responses: {
        Error: {
          description: 'What went wrong, as `errorCode`.',
          headers: { 'X-Request-ID': { schema: { type: 'string' } } },
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  };
}
