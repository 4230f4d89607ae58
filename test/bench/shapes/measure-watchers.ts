import type { StreamWatcher } from '../../../core/ports/wire-codec.ts';
import { createStreamWatcher } from '../../../protocols/openai-chat/stream-watcher.ts';
import { contentEvent } from '../mock-answers.ts';
import { type Spread, spread } from '../statistics.ts';
import { type Watch, watchByParsing, watchBySearch } from './watch-variants.ts';

const eventsPerRound = 200_000;

/** CPU microseconds per event of about 300 bytes, by turns in this process. */
export function measureWatchers(rounds: number): readonly { name: string; microseconds: Spread }[] {
  const watcher: StreamWatcher = createStreamWatcher({ includeUsage: true });
  const watches: Readonly<Record<string, Watch>> = {
    'byte search': watchBySearch,
    'JSON.parse': watchByParsing,
    'the watcher as built': (events) => watcher.watch(events).seen,
  };
  const names = Object.keys(watches);
  const costs = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, watch] of Object.entries(watches)) {
      const before = process.cpuUsage();
      let seen = 0;
      for (let index = 0; index < eventsPerRound; index += 1) seen |= watch(contentEvent(index));
      if (seen === 0) throw new Error(`${name} saw no content`);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) costs.get(name)?.push((user + system) / eventsPerRound);
    }
  }
  return names.map((name) => ({ name, microseconds: spread(costs.get(name) ?? []) }));
}
