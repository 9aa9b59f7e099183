import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';
import { createOps, type Ops } from './ops.js';
import { startOpsServer } from './ops-server.js';

describe('operations endpoints', () => {
  let server: undefined | Awaited<ReturnType<typeof startOpsServer>>;
  afterEach(() => server?.close());

  async function ask(ops: Ops, path: string, method = 'GET') {
    server?.close();
    server = await startOpsServer(ops, '127.0.0.1', 0);
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  }

  const ready = createOps({ notReady: () => undefined, metrics: undefined });
  const down = createOps({ notReady: () => 'Redis is not connected', metrics: undefined });

  it('readyz - is 200 while nothing is wrong, else 503 with the reason as JSON', async () => {
    const good = await ask(ready, '/readyz');
    expect([good.status, good.type, JSON.parse(good.text)]).toEqual([200, 'application/json', { success: true }]);
    const bad = await ask(down, '/readyz?verbose');
    expect([bad.status, bad.type, JSON.parse(bad.text)]).toEqual([
      503,
      'application/json',
      { success: false, reason: 'Redis is not connected' },
    ]);
  });

  it('healthz - is 200 whatever the backplane does', async () => {
    expect(await ask(down, '/healthz')).toMatchObject({ status: 200, text: '{"success":true}' });
  });

  it('metrics - are there when they are on, and 404 when they are off', async () => {
    const on = await ask(createOps({ notReady: () => undefined, metrics: createMetrics() }), '/metrics');
    expect(on.status).toBe(200);
    expect(on.type).toContain('version=0.0.4');
    expect(on.text).toContain('dsock_build_info{version="');
    expect((await ask(ready, '/metrics')).status).toBe(404);
  });

  it('ops port - knows only its paths and only reads', async () => {
    expect((await ask(ready, '/')).status).toBe(404);
    expect((await ask(ready, '/healthz', 'POST')).status).toBe(405);
    expect(await ask(ready, '/healthz', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });
});
