import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const program = join(import.meta.dirname, '../../../bin/cato.js');
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-pipe-'));
  writeFileSync(join(directory, 'bad.yaml'), 'version: 1\nrutes: {}\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs a command whose standard output nobody reads. */
async function unread(words: readonly string[], input: string | null) {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, OLLAMA_BASE_URL: 'http://127.0.0.1:9' },
    stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  child.stdout?.destroy();
  let error = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  // It goes on as long as it is given something: only its own end can end it.
  child.stdin?.on('error', () => undefined);
  const feeding = input === null ? null : setInterval(() => child.stdin?.write(input), 50);
  const [exitCode] = await once(child, 'close');
  if (feeding !== null) clearInterval(feeding);
  return { exitCode, error };
}

test.each([
  ['check --providers', 0],
  ['check bad.yaml', 1],
  ['--help', 0],
])('cato %s ends quietly when nobody reads what it says, with its own exit code', async (words, exitCode) => {
  expect(await unread(words.split(' '), null)).toEqual({ exitCode, error: '' });
});

test('a command that would go on for ever ends too', async () => {
  const line = `${JSON.stringify({ op: 'route', id: 'a', prompt: 'hello' })}\n`.repeat(200);
  expect(await unread(['eval', 'router'], line)).toEqual({ exitCode: 0, error: '' });
});
