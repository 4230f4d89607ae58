import { parseArgs } from 'node:util';
import { defaultCandidate } from './gateway-recipe.ts';
import type { MeasurementName } from './measurement.ts';

export interface BenchOptions {
  readonly only: readonly MeasurementName[];
  readonly isQuick: boolean;
  readonly keepsDisturbed: boolean;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly candidate: string;
}

const names: readonly MeasurementName[] = [
  ...(['cpu', 'chunk', 'latency', 'start', 'held', 'memory', 'routing', 'scale', 'surfaces'] as const),
];

export const help = `npm run bench -- [options]

Measures Cato against a bare Hono + undici proxy, both on this machine, by turns, in one run.
About fifteen minutes. Wants a machine with nothing else to do, Linux, and two cores.

  --only NAMES         some of ${names.join(', ')}; parted by commas
  --keep-disturbed     count blocks during which other programs were busy, too, instead of repeating them
  --quick              less of everything: to see that it runs, not to publish
  --json               the result as JSON
  --candidate COMMAND  another gateway in Cato's place; {port}, {upstream} and {config} are replaced,
                       PORT and UPSTREAM are in its environment
                       (default: ${defaultCandidate})
  --help               this text
`;

/** @throws Error that says what is wrong with the arguments. */
export function parseOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: names.join(',') },
      quick: { type: 'boolean', default: false },
      'keep-disturbed': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      candidate: { type: 'string', default: defaultCandidate },
    },
  });
  const only = values.only.split(',').map((word) => {
    const name = names.find((known) => known === word.trim());
    if (name === undefined) throw new Error(`--only knows ${names.join(', ')}, not ${word}`);
    return name;
  });
  const { quick: isQuick, json: isJson, help: isHelp, candidate } = values;
  return { only, isQuick, keepsDisturbed: values['keep-disturbed'], isJson, isHelp, candidate };
}
