import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerState } from './keep-server.ts';

const keeper = join(import.meta.dirname, 'keep-server.ts');
/** The first run on a machine brings 50 MB by Maven. */
const patienceMs = 300_000;

/**
 * DynamoDB Local, started by the first test file of a run that needs it and ended with the run. It has no bind option:
 * it listens on a free port of all interfaces. Each key id has tables of its own.
 */
export async function openDynamoDbLocal(): Promise<ServerState> {
  for (const tool of ['java', 'mvn']) if (!isThere(tool)) return { missing: `no ${tool}` };
  // The process that runs the tests' processes, or the tests themselves.
  const isChild = process.argv[1]?.includes('jest-worker') ?? false;
  const run = isChild ? process.ppid : process.pid;
  const stateFile = join(tmpdir(), `cato-dynamodb-local-${run}.json`);
  if (isFirst(stateFile))
    spawn(process.execPath, [keeper, `${run}`, stateFile], { detached: true, stdio: 'ignore' }).unref();
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(50)) {
    const state = read(stateFile);
    if (state) return state;
  }
  return { missing: 'it did not start in time' };
}

function isFirst(stateFile: string): boolean {
  try {
    mkdirSync(`${stateFile}.lock`);
    return true;
  } catch {
    return false;
  }
}

function read(stateFile: string): ServerState | null {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return null;
  }
}

function isThere(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
