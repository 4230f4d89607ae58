import { durationBuckets, metricNames, overheadBuckets } from '../../config/metric-names.ts';
import type { EventLog, RequestEvent } from '../../core/ports/event-log.ts';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';

/** What is read at the moment of scraping. */
export interface Gauges {
  readonly running: number;
  readonly waiting: number;
  readonly memoryBytes: number;
  /** Seconds since the epoch. */
  readonly startTime: number;
}

/** Counts requests' events and gives them out in Prometheus' text format. */
export class PrometheusMetrics implements EventLog {
  readonly #isListed: (label: string) => boolean;
  readonly #requests = new Counter(metricNames.requests, ['path', 'status', 'stream']);
  readonly #attempts = new Counter(metricNames.attempts, ['target', 'outcome']);
  readonly #recoveries = new Counter(metricNames.recoveries, ['how', 'target', 'outcome']);
  readonly #tokens = new Counter(metricNames.tokens, ['target', 'bucket']);
  readonly #usageMissing = new Counter(metricNames.usageMissing, ['target']);
  readonly #requestSeconds = new Histogram(metricNames.requestSeconds, durationBuckets);
  readonly #firstByteSeconds = new Histogram(metricNames.firstByteSeconds, durationBuckets);
  readonly #overheadSeconds = new Histogram(metricNames.overheadSeconds, overheadBuckets);

  /**
   * @param isListed whether a target is configured or listed, by its label. Clients may name any model of a provider:
   *   what they alone have named is counted together, as `provider/other`.
   */
  constructor(isListed: (label: string) => boolean) {
    this.#isListed = isListed;
  }

  request(event: RequestEvent): void {
    this.#requests.add([event.path, String(event.status), String(event.stream)]);
    this.#requestSeconds.observe(event.durationMs / 1000);
    if (event.firstByteMs !== null) this.#firstByteSeconds.observe(event.firstByteMs / 1000);
    if (event.overheadMs !== null) this.#overheadSeconds.observe(event.overheadMs / 1000);
    for (const { target, outcome } of event.attempts) this.#attempts.add([this.#nameOf(target), outcome]);
    for (const { how, to, attempt } of event.recoveries) {
      const ended = event.attempts[attempt];
      if (ended) this.#recoveries.add([how, this.#nameOf(to), ended.outcome]);
    }
    if (event.target === null || event.stopReason === null) return;
    const { usage } = event;
    const target = this.#nameOf(event.target);
    if (usage === null) {
      this.#usageMissing.add([target]);
      return;
    }
    this.#tokens.add([target, 'fresh_input'], usage.freshInput);
    this.#tokens.add([target, 'cache_read'], usage.cacheRead);
    for (const [ttl, tokens] of Object.entries(usage.cacheWrite))
      this.#tokens.add([target, `cache_write_${ttl}`], tokens);
    this.#tokens.add([target, 'output'], usage.output);
  }

  notice(): void {}

  #nameOf(label: string): string {
    return this.#isListed(label) ? label : `${label.slice(0, label.indexOf('/') + 1)}other`;
  }

  expose(gauges: Gauges): string {
    const counted = [
      this.#requests,
      this.#requestSeconds,
      this.#firstByteSeconds,
      this.#overheadSeconds,
      this.#attempts,
      this.#recoveries,
      this.#tokens,
      this.#usageMissing,
    ].map((metric) => metric.expose());
    const measured = (['running', 'waiting', 'memoryBytes', 'startTime'] as const).map((gauge) => {
      const { name, help } = metricNames[gauge];
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${gauges[gauge]}\n`;
    });
    return [...counted, ...measured].join('');
  }
}
