import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { PolledDocument } from '../../adapters/appconfig/polled-document.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ConfigSource } from '../../core/ports/config-source.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { UnfinishedWork } from './unfinished-work.ts';

export interface OpenAppConfigOptions {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly region: string;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly work: UnfinishedWork;
}

/** A live document; that it cannot be read is told, and what was known goes on. */
export function openAppConfig({ region, log, work, ...options }: OpenAppConfigOptions): ConfigSource {
  return new PolledDocument({
    ...options,
    // Twice: a connection that died while the function was frozen is found out by using it.
    client: new AppConfigDataClient({ region, maxAttempts: 2 }),
    polling: (poll) => void work.track(poll),
    failed(error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      log.notice({ level: 'warning', message: `the live configuration cannot be asked for: ${reason}` });
    },
  });
}
