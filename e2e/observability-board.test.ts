/** Alerts and board, held against a running cluster: they ask for what is there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Cluster, startCluster } from './_cluster.js';
import { hasPrometheus, type Prometheus, promtool, startPrometheus } from './_prometheus.js';
import { sharedRedis } from './_redis.js';
import { createScenario } from './_scenario.js';
import { type Sample, scrape } from './_scrape.js';
import { connectUrl, refused } from './_socket.js';
import { SUITE_OPTIONS } from './_suite-options.js';
import { unique, waitFor } from './_wait.js';

const fileOf = (path: string): string => fileURLToPath(new URL(`../deploy/${path}`, import.meta.url));
const RULES = fileOf('prometheus/rules.yaml');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
interface Board {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const board = JSON.parse(readFileSync(fileOf('grafana/dsock.json'), 'utf8')) as Board;
const rules = parse(readFileSync(RULES, 'utf8')) as Rules;
const alerts = rules.groups.flatMap((group) => group.rules);

/** Every query, by where it stands; the variables of the board are what its labels are when all is chosen. */
const QUERIES = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...board.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
].map(({ where, expr }) => ({
  where,
  expr: expr.replaceAll(/\$(namespace|job|pod)/g, '.*').replaceAll('$__rate_interval', '5s'),
}));

/** Labels that Prometheus adds, or that an operation of the query makes. */
const FOREIGN_LABELS = ['namespace', 'job', 'pod', 'instance', 'le'];

/** Metrics and the labels asked of them: `a{b="c"}`, and the labels in `by (b)` asked of the whole query. */
function demandsOf(expr: string): { readonly metric: string; readonly labels: readonly string[] }[] {
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */));
  const selected = [...expr.matchAll(/\b((?:dsock|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
  return selected.map(([, metric = '', matchers = '']) => {
    const matched = [...matchers.matchAll(/(\w+) *=~?/g)].map(([, label = '']) => label);
    const labels = [...matched, ...grouped].filter((label) => !FOREIGN_LABELS.includes(label));
    return { metric, labels };
  });
}

describe('board and alerts', () => {
  let redis: Awaited<ReturnType<typeof sharedRedis>>;
  let cluster: Cluster;
  const s = createScenario(() => cluster);

  /** Something of everything that the queries ask for. */
  async function useIt(): Promise<void> {
    const peer = await s.connect({ channels: unique('channel') });
    await s.sendText({ user: peer.user, ack: true }, 'text');
    await s.call('POST', '/send', { token: 'wrong' });
    await refused(connectUrl(cluster, 0));
    await peer.close(1000);
  }

  beforeAll(async () => {
    redis = await sharedRedis();
    const options = { ...SUITE_OPTIONS, max_connections: '100' };
    cluster = await startCluster({ redisUrl: redis.url, apis: 1, workers: 1, options });
    await useIt();
  });
  afterAll(async () => {
    s.closeSockets();
    await cluster.close();
    await redis.close();
  });

  it('queries - every metric and every label they name is in the scrape of a running program', async () => {
    const scrapes = await Promise.all([...cluster.apis, ...cluster.workers].map(scrape));
    const samples: readonly Sample[] = scrapes.flatMap((one) => one.samples);
    const demands = QUERIES.flatMap(({ where, expr }) => demandsOf(expr).map((demand) => ({ where, ...demand })));
    expect(demands.length).toBeGreaterThan(60);
    for (const { where, metric, labels } of demands) {
      const found = samples.filter(({ name }) => name === metric);
      expect(found.length, `${where}: ${metric}`).toBeGreaterThan(0);
      for (const label of labels) {
        expect(Object.keys(found[0]?.labels ?? {}), `${where}: label of ${metric}`).toContain(label);
      }
    }
  });

  it('queries - Prometheus itself runs each, gets an answer for each of the board, and loads the alerts', async () => {
    if (!hasPrometheus()) return;
    const prometheus: Prometheus = await startPrometheus({ api: cluster.apis, worker: cluster.workers }, RULES);
    try {
      for (const { where, expr } of QUERIES) {
        if (where.startsWith('alert')) await prometheus.query(expr);
        else await waitFor(`${where} has data: ${expr}`, async () => (await prometheus.query(expr)).length > 0);
      }
      for (const { alert } of alerts) expect(await prometheus.query(`ALERTS{alertname="${alert}"}`), alert).toEqual([]);
    } finally {
      await prometheus.close();
    }
  });
});

describe('files', () => {
  it('alerts - promtool finds them sound, and their unit tests pass', () => {
    expect(alerts.map(({ alert }) => alert)).toHaveLength(5);
    if (!hasPrometheus()) return;
    expect(promtool(['check', 'rules', RULES])).toMatchObject({ code: 0 });
    const { code, output } = promtool(['test', 'rules', fileOf('prometheus/rules.test.yaml')]);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it('alerts - the resource for the operator has the same rules as the plain file', () => {
    const resource = parse(readFileSync(fileOf('prometheus/prometheus-rule.yaml'), 'utf8')) as {
      readonly kind: string;
      readonly spec: Rules;
    };
    expect(resource.kind).toBe('PrometheusRule');
    expect(resource.spec).toEqual(rules);
  });

  it('board - has its variables, and every panel has a place and asks the chosen data source for what they choose', () => {
    expect(board.templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace', 'job', 'pod']);
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    for (const { title, type, datasource, targets = [], gridPos } of board.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      if (type === 'row') continue;
      expect(datasource?.uid, title).toBe(`\${datasource}`);
      expect(targets.length, title).toBeGreaterThan(0);
      for (const { expr } of targets) {
        const selections = [...expr.matchAll(/\b(?:dsock|nodejs|process)_\w+(\{[^}]*\})?/g)].map(
          ([, braces]) => braces,
        );
        for (const braces of selections) {
          for (const name of ['namespace', 'job', 'pod'])
            expect(braces, `${title}: ${expr}`).toContain(`${name}=~"$${name}"`);
        }
      }
    }
    const rows = board.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Overview', 'Delivery', 'API', 'Redis', 'Node.js', 'Drain and rollout']);
  });
});
