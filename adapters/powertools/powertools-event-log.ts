import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import type { EventLog, NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';

export interface PowertoolsEventLogOptions {
  /** The prefix of the deployment: the metrics' one dimension. */
  readonly deployment: string;
  readonly namespace: string;
  /** Whether the latest live configuration is one that was not taken. Default: it is not. */
  readonly refusesConfiguration?: () => boolean;
}

/** Events as CloudWatch reads them: a structured log line each, and for requests metrics in the embedded format. */
export class PowertoolsEventLog implements EventLog {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #refusesConfiguration: () => boolean;

  constructor({ deployment, namespace, refusesConfiguration = () => false }: PowertoolsEventLogOptions) {
    this.#refusesConfiguration = refusesConfiguration;
    this.#logger = new Logger({ serviceName: deployment });
    // The service's name is a dimension by itself, the one of `cloudMetrics`.
    this.#metrics = new Metrics({ namespace, serviceName: deployment });
  }

  request(event: RequestEvent): void {
    const { content, ...rest } = event;
    this.#logger.info('request', { ...rest, ...content });
    const { attempts, usage } = event;
    if (isRefused(event)) this.#add(cloudMetrics.refused, 1);
    else {
      this.#add(cloudMetrics.requests, 1);
      this.#add(cloudMetrics.failures, isFailure(event) ? 1 : 0);
    }
    if (event.firstByteMs !== null) this.#add(cloudMetrics.firstByte, event.firstByteMs);
    if (event.overheadMs !== null) this.#add(cloudMetrics.overhead, event.overheadMs);
    if (attempts.length > 0) {
      this.#add(cloudMetrics.attempts, attempts.length);
      this.#add(cloudMetrics.failedAttempts, attempts.filter(({ outcome }) => outcome !== 'finished').length);
    }
    if (event.recoveries.length > 0) this.#add(cloudMetrics.recoveries, event.recoveries.length);
    if (usage) {
      const written = Object.values(usage.cacheWrite).reduce((sum, tokens) => sum + tokens, 0);
      this.#add(cloudMetrics.inputTokens, usage.freshInput + usage.cacheRead + written);
      this.#add(cloudMetrics.outputTokens, usage.output);
    }
    if (event.costUsd !== null) this.#add(cloudMetrics.costUsd, event.costUsd);
    if (this.#refusesConfiguration()) this.#add(cloudMetrics.refusedConfigurations, 1);
    this.#metrics.publishStoredMetrics();
  }

  notice({ level, message, details }: NoticeEvent): void {
    this.#logger[level === 'warning' ? 'warn' : level](message, { ...details });
  }

  #add(
    { name, unit }: { readonly name: string; readonly unit: 'Count' | 'Milliseconds' | 'None' },
    value: number,
  ): void {
    const units = { Count: MetricUnit.Count, Milliseconds: MetricUnit.Milliseconds, None: MetricUnit.NoUnit };
    this.#metrics.addMetric(name, units[unit], value);
  }
}

/** Ours to answer for: what a client sent wrong, and a client that left, are not. A broken stream has status 200. */
function isFailure({ status, error }: RequestEvent): boolean {
  return status >= 500 || (status === 200 && error !== null && error.kind !== 'client-gone');
}

/** At the door: whoever needs no key for that must not decide what share of the requests fails. */
function isRefused({ status, attempts }: RequestEvent): boolean {
  return attempts.length === 0 && status >= 400 && status < 499;
}
