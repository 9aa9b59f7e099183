import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, TOKEN } from './_cluster.js';
import { fetchUrl } from './_http.js';
import { waitFor } from './_wait.js';

function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Whether Prometheus and its tool are installed, as the Debian package `prometheus` does. Says so loudly when not. */
export function hasPrometheus(): boolean {
  if (has('promtool') && has('prometheus')) return true;
  process.stderr.write(
    '\n!!! prometheus is not installed: its own checks of metrics, rules and queries DID NOT RUN\n\n',
  );
  return false;
}

/** Run promtool. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly code: null | number; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', [...args], { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** A Prometheus that scrapes a cluster every second. */
export interface Prometheus {
  /** Labels and value of every series that a query gives now. @throws {Error} when it is no query */
  query(expression: string): Promise<readonly { readonly metric: object; readonly value: readonly [number, string] }[]>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** JSON is YAML. */
function configuration(jobs: Readonly<Record<string, readonly Endpoint[]>>, rules: string): string {
  const scrapes = Object.entries(jobs).map(([job_name, endpoints]) => ({
    job_name,
    authorization: { credentials: TOKEN },
    static_configs: endpoints.map(({ url }, at) => ({
      targets: [new URL(url).host],
      labels: { namespace: 'e2e', pod: `${job_name}-${at}` },
    })),
  }));
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  return JSON.stringify({ global, rule_files: [rules], scrape_configs: scrapes });
}

/** Start Prometheus on these jobs and with a file of rules; resolves when it has scraped each target. */
export async function startPrometheus(
  jobs: Readonly<Record<string, readonly Endpoint[]>>,
  rules: string,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'dsock-prometheus-'));
  const file = join(folder, 'prometheus.yaml');
  writeFileSync(file, configuration(jobs, rules));
  const url = `http://127.0.0.1:${await freePort()}`;
  const storage = ['--storage.tsdb.path', join(folder, 'data')];
  const child = spawn('prometheus', ['--config.file', file, '--web.listen-address', new URL(url).host, ...storage], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const query: Prometheus['query'] = async (expression) => {
    const { body, text } = await fetchUrl('GET', `${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    if (body.status !== 'success') throw new Error(`${expression}: ${text}`);
    return (body.data as { result: Awaited<ReturnType<Prometheus['query']>> }).result;
  };
  const targets = Object.values(jobs).flat().length;
  await waitFor('every target is scraped', async () => (await query('up == 1')).length === targets, 15_000);
  return {
    query,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', endWithUs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
