import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { PolledDocument } from '../../adapters/appconfig/polled-document.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ConfigSource } from '../../core/ports/config-source.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { UnfinishedWork } from './unfinished-work.ts';

export interface OpenAppConfigOptions {
  readonly application: string;
  readonly environment: string;
  readonly region: string;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly work: UnfinishedWork;
}

/**
 * Live documents by their profile, over one client that is made when the first is asked for, for it takes its time.
 * That one cannot be read is told, and what was known goes on.
 */
export function openAppConfig({
  region,
  log,
  work,
  ...options
}: OpenAppConfigOptions): (profile: string) => ConfigSource {
  let client: AppConfigDataClient | null = null;
  return (profile) => {
    let opened: PolledDocument | null = null;
    return {
      latest() {
        // Twice: a connection that died while the function was frozen is found out by using it.
        client ??= new AppConfigDataClient({ region, maxAttempts: 2 });
        opened ??= new PolledDocument({
          ...options,
          profile,
          client,
          polling: (poll) => void work.track(poll),
          failed(error) {
            const reason = error instanceof Error ? error.name : 'unknown';
            log.notice({ level: 'warning', message: `the live configuration cannot be asked for: ${reason}` });
          },
        });
        return opened.latest();
      },
    };
  };
}
