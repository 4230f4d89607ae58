import { parseArgs } from 'node:util';

/** By name: what was given, else what is usual. */
type Numbers<Usual> = { readonly [Name in keyof Usual]: Usual[Name] | number };

/**
 * A script's arguments, all of them whole numbers: `--count 1000`.
 * @param usual by name, without the dashes.
 * @returns `null` when there is nothing to run: `--help` was asked for and written, or an argument is wrong, which is
 *   said and makes the exit code 2.
 */
export function readNumbers<Usual extends Readonly<Record<string, number | null>>>(
  usual: Usual,
  help: string,
  words: readonly string[] = process.argv.slice(2),
): Numbers<Usual> | null {
  try {
    const text = Object.fromEntries(Object.keys(usual).map((name) => [name, { type: 'string' } as const]));
    const { values } = parseArgs({ args: [...words], options: { ...text, help: { type: 'boolean' } } });
    if (values.help === true) {
      process.stdout.write(help);
      return null;
    }
    return {
      ...usual,
      ...Object.fromEntries(Object.entries(values).map(([name, word]) => [name, toNumber(name, word)])),
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n(add --help for what it takes)\n`);
    process.exitCode = 2;
    return null;
  }
}

function toNumber(name: string, word: unknown): number {
  if (typeof word === 'string' && /^\d{1,9}$/.test(word)) return Number(word);
  throw new Error(`--${name} takes a whole number, not ${word}`);
}
