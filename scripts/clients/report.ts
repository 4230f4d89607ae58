import type { models } from './bed.ts';
import type { Client } from './client.ts';
import type { DriverResult } from './run-driver.ts';

/** What came of one client. */
export interface ClientOutcome {
  readonly client: Client;
  /** Why it was not run; `null` = it was. */
  readonly notRun: string | null;
  readonly result: DriverResult;
}

/** The capabilities in the order of the table's columns. */
const capabilities = [
  ...['text', 'stream', 'tools', 'tools, streamed', 'parallel tools', 'images', 'structured output'],
  ...['reasoning', 'thinking turn', 'usage', 'usage, streamed', 'errors', 'abort', 'count tokens'],
];

const vendorNames = { openai: 'OpenAI-shaped', anthropic: 'Anthropic-shaped' } as const;
const vendors = ['openai', 'anthropic'] as const satisfies readonly (keyof typeof models)[];

/** Whether anything failed that should not. */
export function failuresOf({ client, result }: ClientOutcome): string[] {
  const problems = result.results.filter(
    ({ capability, problem }) => problem !== null && client.limits?.[capability] === undefined,
  );
  const told = problems.map(({ vendor, capability, problem }) => `${vendor}, ${capability}: ${problem}`);
  return result.failure === null ? told : [...told, result.failure];
}

/** The table, as Markdown. */
export function table(outcomes: readonly ClientOutcome[]): string {
  const notes: string[] = [];
  const lines = [
    `| client | API | model | ${capabilities.join(' | ')} |`,
    `| --- | --- | --- |${capabilities.map(() => ' :-: |').join('')}`,
    ...outcomes.flatMap((outcome) => rows(outcome, notes)),
  ];
  const told = notes.map((note, index) => `${index + 1}. ${note}`);
  return [...lines, ...(told.length > 0 ? ['', ...told] : [])].join('\n');
}

function rows(outcome: ClientOutcome, notes: string[]): string[] {
  const { client, notRun, result } = outcome;
  const head = `| ${client.name} ${versionOf(client)} | ${client.speaks}`;
  if (notRun !== null) return [`${head} | – | not run: ${notRun.replaceAll('|', '/')} |`];
  return vendors.map((vendor) => {
    const cells = capabilities.map((capability) => {
      const found = result.results.find((one) => one.vendor === vendor && one.capability === capability);
      if (!found) return '–';
      if (found.problem === null) return 'yes';
      const limit = client.limits?.[capability];
      if (limit === undefined) return '**no**';
      const note = `${client.name}: ${limit}`;
      if (!notes.includes(note)) notes.push(note);
      return `client (${notes.indexOf(note) + 1})`;
    });
    return `${head} | ${vendorNames[vendor]} | ${cells.join(' | ')} |`;
  });
}

/** The version of the last package: that of the client itself. */
function versionOf({ packages }: Client): string {
  return packages.at(-1)?.match(/[^@=]+$/)?.[0] ?? '';
}
