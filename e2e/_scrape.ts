import { type Endpoint, TOKEN } from './_cluster.js';
import { fetchUrl } from './_http.js';

/** One sample of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What `/metrics` answered. */
export interface Scrape {
  readonly text: string;
  readonly samples: readonly Sample[];
  /** The sum over all samples of a name whose labels have these values; 0 when there is none. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
}

function toSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '') throw new Error(`no line of an exposition: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

/** Scrape one endpoint with the token. */
export async function scrape({ url }: Endpoint): Promise<Scrape> {
  const { status, text } = await fetchUrl('GET', `${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  if (status !== 200) throw new Error(`${url}/metrics answered ${status}`);
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toSample);
  return {
    text,
    samples,
    sum: (name, labels = {}) =>
      samples
        .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
        .reduce((total, { value }) => total + value, 0),
  };
}
