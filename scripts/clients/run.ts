/** `npm run clients`: real client programs against a gateway between them and a scripted model of each vendor. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBed } from './bed.ts';
import type { Client } from './client.ts';
import { clients } from './clients.ts';
import { installed, installJavaScript } from './install.ts';
import { type ClientOutcome, failuresOf, table } from './report.ts';
import { runDriver } from './run-driver.ts';

const help = `npm run clients -- [name…]

Installs the clients at pinned versions into .cato/clients (npm packages in one folder, a Python virtual environment for
each Python client), runs each without a person against a gateway on 127.0.0.1 and a scripted model of each vendor, and
prints what works. Without names it runs all of them and writes the table into docs/clients.md. A name is a part of a
client's name or of its driver's.

Exit code 0: everything that was run works; 1: something does not, or could not be installed.
`;

const root = join(import.meta.dirname, '..', '..');
const cacheFolder = join(root, '.cato', 'clients');
const page = join(root, 'docs', 'clients.md');
const driverMs = 180_000;

async function main(names: readonly string[]): Promise<number> {
  const chosen = clients.filter((client) => names.length === 0 || names.some((name) => isNamed(client, name)));
  if (chosen.length === 0) throw new Error(`No client is called ${names.join(', ')}.`);
  const javaScript = chosen.filter(({ language }) => language === 'javascript');
  const problem = javaScript.length === 0 ? null : await problemOf(installJavaScript(javaScript, cacheFolder));
  const outcomes: ClientOutcome[] = [];
  const bed = await startBed();
  try {
    for (const client of chosen) {
      const notRun = client.language === 'javascript' ? problem : null;
      const outcome = await outcomeOf(client, notRun);
      outcomes.push(outcome);
      process.stdout.write(`${line(outcome)}\n`);
    }
  } finally {
    await bed.close();
  }
  const written = table(outcomes);
  process.stdout.write(`\n${written}\n`);
  if (names.length === 0) writeTable(written);
  return outcomes.some((outcome) => outcome.notRun !== null || failuresOf(outcome).length > 0) ? 1 : 0;

  async function outcomeOf(client: Client, notRun: string | null): Promise<ClientOutcome> {
    const nothing = { results: [], failure: null };
    if (notRun !== null) return { client, notRun, result: nothing };
    try {
      const command = await installed(client, cacheFolder);
      return { client, notRun: null, result: await runDriver(bed, { ...command, timeoutMs: driverMs }) };
    } catch (error) {
      return { client, notRun: messageOf(error), result: nothing };
    }
  }
}

function line(outcome: ClientOutcome): string {
  const { client, notRun, result } = outcome;
  const works = result.results.filter(({ problem }) => problem === null).length;
  const head = `${client.name} (${client.speaks})`;
  if (notRun !== null) return `${head}: not run: ${notRun}`;
  return [`${head}: ${works} of ${result.results.length} checks`, ...failuresOf(outcome)].join('\n  ');
}

function writeTable(written: string): void {
  const [begin, end] = ['<!-- clients: begin -->', '<!-- clients: end -->'];
  const text = readFileSync(page, 'utf8');
  const [before] = text.split(begin);
  const after = text.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has lost its markers.`);
  writeFileSync(page, `${before}${begin}\n\n${written}\n\n${end}${after}`);
}

function isNamed({ name, driver }: Client, asked: string): boolean {
  return `${name} ${driver}`.toLowerCase().includes(asked.toLowerCase());
}

async function problemOf(work: Promise<void>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const asked = process.argv.slice(2);
if (asked.includes('--help')) process.stdout.write(help);
else process.exitCode = await main(asked);
