/**
 * Counters and histograms that cost nanoseconds.
 *
 * They live in prom-client's registry, which writes them out; its own take 0.4 microseconds for an observation, as they
 * look their labels up each time. Here a series is looked up once and kept.
 */

/** One series that only rises. */
export interface Counter {
  inc(by?: number): void;
}

/** One distribution. */
export interface Histogram {
  observe(value: number): void;
}

/** The series of one name, by the values of its labels. */
export interface Series<I> {
  /** In the order of the label names. Look a series up once where it matters. */
  with(...values: readonly string[]): I;
}

/** One line of the exposition, as prom-client's registry takes it. */
export interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** What has samples to show. */
interface Sampled {
  samples(name: string): Sample[];
}

type Labels = Readonly<Record<string, string>>;

class CounterSeries implements Counter, Sampled {
  readonly #labels: Labels;
  #value = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  inc(by = 1): void {
    this.#value += by;
  }

  samples(): Sample[] {
    return [{ labels: this.#labels, value: this.#value }];
  }
}

class HistogramSeries implements Histogram, Sampled {
  readonly #labels: Labels;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
  }

  samples(name: string): Sample[] {
    let count = 0;
    const buckets = this.#counts.map((inBucket, at) => {
      count += inBucket;
      return {
        metricName: `${name}_bucket`,
        labels: { ...this.#labels, le: this.#bounds[at] ?? '+Inf' },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: this.#labels, value: this.#sum },
      { metricName: `${name}_count`, labels: this.#labels, value: count },
    ];
  }
}

/** All series of one name. */
export class Family<I extends Counter | Histogram> implements Series<I> {
  readonly #labelNames: readonly string[];
  readonly #create: (labels: Labels) => I & Sampled;
  readonly #series = new Map<string, I & Sampled>();

  private constructor(labelNames: readonly string[], create: (labels: Labels) => I & Sampled) {
    this.#labelNames = labelNames;
    this.#create = create;
    // Without labels there is exactly one series, and zero is what it has to show.
    if (labelNames.length === 0) this.with();
  }

  static counters(labelNames: readonly string[]): Family<Counter> {
    return new Family<Counter>(labelNames, (labels) => new CounterSeries(labels));
  }

  static histograms(labelNames: readonly string[], bounds: readonly number[]): Family<Histogram> {
    return new Family<Histogram>(labelNames, (labels) => new HistogramSeries(labels, bounds));
  }

  with(...values: readonly string[]): I {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\n');
    let series = this.#series.get(key);
    if (!series) {
      series = this.#create(Object.fromEntries(this.#labelNames.map((name, at) => [name, values[at] ?? ''])));
      this.#series.set(key, series);
    }
    return series;
  }

  samples(name: string): Sample[] {
    return [...this.#series.values()].flatMap((series) => series.samples(name));
  }
}
