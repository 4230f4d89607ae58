import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chatChunk, chatSteps, hello, roleChunk, stopChunk } from '../../support/chat-wire.ts';
import { eventually, mockConfig } from '../../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { type RunningCommand, runCommand, startCommand } from './run-command.ts';
import { type CommandAnswer, type Commands, startCommands } from './start-commands.ts';

const patienceMs = 30_000;
let directory: string;
let commands: Commands;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-command-'));
  writeFileSync(join(directory, 'good.yaml'), mockConfig('http://127.0.0.1:9'));
  writeFileSync(join(directory, 'bad.yaml'), 'version: 1\nrutes: {}\n');
  commands = startCommands(directory);
});
afterAll(async () => {
  await commands.end();
  rmSync(directory, { recursive: true });
});

function cato(...words: readonly string[]): Promise<CommandAnswer> {
  return commands.run(...words);
}

describe('help and wrong use', () => {
  test.each([
    ['--help', 'Usage: cato [options] [command]', ['start', 'check']],
    ['start --help', 'Usage: cato start [options]', ['--config', '--port', '--host', '--data', '--json', 'SIGTERM']],
    ['check --help', 'Usage: cato check [options] [file]', ['--json', 'CATO_CONFIG']],
  ])('cato %s explains itself and ends with 0', async (words, usage, mentions) => {
    const { exitCode, out, error } = await cato(...words.split(' '));
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out).toContain(usage);
    for (const mention of mentions) expect(out).toContain(mention);
  });

  test('cato --version is that of the package', async () => {
    expect(await cato('--version')).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test.each(['', 'strat', 'start --prot 1', 'start --port 70000', 'start --port x', 'check a b', 'check --yes'])(
    'cato %s is wrong use: 2, said on standard error',
    async (words) => {
      const { exitCode, out, error } = await cato(...words.split(' ').filter((word) => word !== ''));
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(error).toContain('--help');
    },
  );
});

test('cato check ends with 0 for a good file and with 1 for a bad one, said on standard output', async () => {
  const good = 'good.yaml is valid: 1 provider, 2 targets, 2 routes.\n';
  expect(await cato('check', 'good.yaml')).toMatchObject({ exitCode: 0, out: good, error: '' });
  expect(await cato('check', 'bad.yaml')).toMatchObject({ exitCode: 1, error: '' });
});

test.each([
  ['check good.yaml', 0],
  ['check bad.yaml', 1],
  ['strat', 2],
])('cato %s says as a program of its own what it says otherwise, and ends with %i', async (line, exitCode) => {
  const words = line.split(' ');
  const { signal, ...result } = await runCommand(words, { directory });
  expect({ signal, ...result }).toEqual({ signal: null, ...(await cato(...words)) });
  expect(result.exitCode).toBe(exitCode);
});

describe('cato start refuses, with 1 and the reason,', () => {
  test('a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { exitCode, error } = await cato('start', '--port', String(port));
    server.close();
    expect(exitCode).toBe(1);
    expect(error).toContain(`Port ${port} is in use`);
  });

  test('a bad file, an absent one, and an open address without a key', async () => {
    const bad = await cato('start', '--config', 'bad.yaml', '--port', '0');
    expect(bad).toMatchObject({ exitCode: 1, error: expect.stringContaining('bad.yaml:2:1') });
    const absent = await cato('start', '--config', 'nowhere.yaml', '--port', '0');
    expect(absent).toMatchObject({ exitCode: 1, error: expect.stringContaining('nowhere.yaml cannot be read') });
    const open = await cato('start', '--host', '0.0.0.0', '--port', '0');
    expect(open).toMatchObject({ exitCode: 1, error: expect.stringContaining('CATO_MASTER_KEY') });
  });
});

const olderNode = findOlderNode();
// Without an older Node on this machine nothing can show what it is told.
(olderNode === null ? test.skip : test)('an older Node is told what to do, and ends with 1', async () => {
  const { exitCode, error } = await runCommand(['start'], { directory, node: olderNode ?? '' });
  expect(exitCode).toBe(1);
  expect(error).toMatch(/^Cato needs Node 24 or newer; this is Node \d+\./);
  expect(error).toContain('npm ci');
});

function findOlderNode(): string | null {
  for (const folder of ['/usr/local/bin', '/usr/bin', ...(process.env.PATH ?? '').split(':')]) {
    try {
      const version = execFileSync(join(folder, 'node'), ['--version'], { encoding: 'utf8', stdio: 'pipe' });
      if (Number(version.match(/^v(\d+)/)?.[1] ?? 99) < 24) return join(folder, 'node');
    } catch {
      // No Node here.
    }
  }
  return null;
}

describe('a signal', () => {
  let upstream: ScriptedUpstream;

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    writeFileSync(join(directory, 'mock.yaml'), mockConfig(upstream.url));
  });
  afterAll(() => upstream.close());

  /** A gateway in its own process, and the answer of a stream that it holds. */
  async function startHolding(release: boolean): Promise<{ command: RunningCommand; answer: Promise<string> }> {
    const first = roleChunk + chatChunk({ content: 'half' });
    upstream.play(
      release
        ? chatSteps({ send: first }, { waitMs: 600 }, { send: chatChunk({ content: ' and half' }) + stopChunk })
        : chatSteps({ send: first }, { stall: true }),
    );
    const command = startCommand(['start', '--config', 'mock.yaml', '--port', '0'], { directory });
    const url = await addressOf(command);
    const body = JSON.stringify({ model: 'test', messages: hello, stream: true });
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
    return { command, answer: response.text().catch(String) };
  }

  async function addressOf(command: RunningCommand): Promise<string> {
    const find = (): string | undefined => command.said().match(/is ready: (http:\S+)\/v1/)?.[1];
    await eventually(() => find() !== undefined, 'the banner', 15_000);
    return find() ?? '';
  }

  test(
    'still ends a gateway whose output nobody takes any more, which serves until then',
    async () => {
      const command = startCommand(['start', '--json', '--port', '0'], { directory });
      const url = await addressOf(command);
      command.process.stdout?.destroy();
      for (let count = 0; count < 3; count += 1) {
        expect((await fetch(`${url}/v1/models`)).status).toBe(200);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(command.said().match(/Nobody reads standard output/g)).toHaveLength(1);
      command.process.kill('SIGTERM');
      expect((await command.ended).exitCode).toBe(0);
    },
    patienceMs,
  );

  test(
    'ends a gateway whose output is not being read within seconds',
    async () => {
      const command = startCommand(['start', '--json', '--port', '0'], { directory });
      const url = await addressOf(command);
      command.process.stdout?.pause();
      // More lines than the pipe and its reader take.
      for (let count = 0; count < 120; count += 1)
        await Promise.all(
          Array.from({ length: 10 }, async () => (await fetch(`${url}/${'x'.repeat(200)}`)).arrayBuffer()),
        );
      command.process.kill('SIGTERM');
      const [exitCode] = await once(command.process, 'exit', { signal: AbortSignal.timeout(10_000) });
      expect(exitCode).toBe(0);
      command.process.stdout?.resume();
    },
    patienceMs,
  );

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends an idle gateway with 0',
    async (signal) => {
      const command = startCommand(['start', '--port', '0'], { directory });
      await addressOf(command);
      command.process.kill(signal);
      expect(await command.ended).toMatchObject({ exitCode: 0, out: expect.stringMatching(/draining.*stopped/s) });
    },
    patienceMs,
  );

  test(
    'lets a running stream finish, then ends with 0',
    async () => {
      const { command, answer } = await startHolding(true);
      command.process.kill('SIGTERM');
      expect(await answer).toMatch(/half.* and half.*\[DONE\]/s);
      const { exitCode, out } = await command.ended;
      expect(exitCode).toBe(0);
      // Its event is written although the process ends.
      expect(out).toContain('"stopReason":"stop"');
    },
    patienceMs,
  );

  test(
    'that comes a second time ends at once, whatever runs',
    async () => {
      const { command, answer } = await startHolding(false);
      command.process.kill('SIGTERM');
      await eventually(() => command.said().includes('draining'), 'the drain');
      command.process.kill('SIGTERM');
      expect((await command.ended).exitCode).toBe(1);
      expect(await answer).not.toContain('[DONE]');
    },
    patienceMs,
  );
});
