import type { Counter, Histogram, Series } from './instruments.js';

/** Bounds for what passes between processes, in seconds. */
export const LAG_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a metric is called, and what it means to people. */
export interface Description {
  readonly name: string;
  readonly help: string;
  /** Names of labels. Their values are bounded: never a user, channel, claim or connection. */
  readonly labels?: readonly string[];
}

/** Reads a gauge when it is scraped. */
export type Read = () => number | Promise<number>;

/**
 * The metrics of one process.
 *
 * Asked again for a name it has, it gives what is there: API and worker may share a process.
 */
export interface Metrics {
  counters(description: Description): Series<Counter>;
  histograms(description: Description, buckets: readonly number[]): Series<Histogram>;
  /** Add a gauge, or one more series to it: `values` are those of the labels. */
  gauge(description: Description, read: Read, values?: readonly string[]): void;
  /** The exposition text for Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}
