import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addExplain } from '../../../bin/commands/explain.ts';
import { chatAnswer, hello } from '../../support/chat-wire.ts';
import { mockConfig, startTestGateway } from '../../support/running-gateway.ts';
import { startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { runInProcess } from './command-in-process.ts';
import { runCommand } from './run-command.ts';

const key = 'master-key-0123456789';
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-explain-'));
  const tiers =
    '  auto: { tiers: { simple: [first], complex: [second] }, rules: [{ when: { header.x-team: lab }, targets: [second] }] }\n';
  writeFileSync(inDirectory('cato.yaml'), mockConfig('http://127.0.0.1:9', tiers));
  writeFileSync(inDirectory('bad.yaml'), 'version: 1\nrutes: {}\n');
  writeFileSync(inDirectory('list.json'), '[]');
});
afterAll(() => rmSync(directory, { recursive: true }));

function inDirectory(file: string): string {
  return join(directory, file);
}

function explain(words: readonly string[], variables: Record<string, string> = {}) {
  return runInProcess(addExplain, ['explain', ...words], {
    variables: { CATO_CONFIG: inDirectory('cato.yaml'), ...variables },
  });
}

describe('cato explain of a prompt', () => {
  test('tells tier, signals, targets and that nobody was called', async () => {
    const words = ['explain', 'Explain the implications of quantum computing on cryptography'];
    const { exitCode, out, error } = await runCommand(words, { directory });
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out).toMatch(/^Model +auto -> mock\/model-b$/m);
    expect(out).toMatch(/^Tier +complex \(difficulty 0\.\d\d/m);
    expect(out).toMatch(/^Signals +difficulty: \w+ [+-]/m);
    expect(out).toMatch(/1\. mock\/model-b: about \d+ \+ \d+ tokens, price unknown$/m);
    expect(out).toContain('Nobody was called.');
  });

  test('tells the same as JSON', async () => {
    const { out } = await explain(['--json', 'What is 2+2?']);
    expect(JSON.parse(out)).toMatchObject({
      model: 'auto',
      route: 'auto',
      target: 'mock/model-a',
      routing: { tier: { tier: 'simple', signals: expect.any(Array) }, candidates: [{ target: 'mock/model-a' }] },
    });
  });

  test('reads a whole request, its model included', async () => {
    writeFileSync(inDirectory('body.json'), JSON.stringify({ model: 'pair', messages: hello }));
    const { out } = await explain(['--json', '--body', inDirectory('body.json')]);
    expect(JSON.parse(out)).toMatchObject({ model: 'pair', target: 'mock/model-a' });
  });

  test('tries rules on headers', async () => {
    const { out } = await explain(['--json', '--header', 'X-Team: lab', 'What is 2+2?']);
    expect(JSON.parse(out)).toMatchObject({ target: 'mock/model-b', routing: { rule: 1 } });
  });
});

describe('cato explain that cannot', () => {
  const faults: readonly [words: readonly string[], exitCode: number, said: string][] = [
    [['--header', 'lab', 'x'], 1, 'is no header'],
    [[], 2, 'Name a prompt'],
    [['x', '--body', 'y'], 2, 'Name a prompt'],
    [['--body', 'absent.json'], 1, 'absent.json cannot be read'],
    [['--body', 'list.json'], 1, 'must be a JSON object, not an array'],
    [['--model', 'autoo', 'x'], 1, 'Did you mean `auto`?'],
    [['--config', 'absent.yaml', 'x'], 1, 'absent.yaml cannot be read'],
    [['--config', 'bad.yaml', 'x'], 1, 'bad.yaml:2:1 error rutes'],
  ];
  const placed = (words: readonly string[]) =>
    words.map((word) => (/\.(json|yaml)$/.test(word) ? inDirectory(word) : word));

  test.each(faults)('refuses %j and says why', async (words, exitCode, said) => {
    expect(await explain(placed(words))).toEqual({ exitCode, out: '', error: expect.stringContaining(said) });
  });

  test.each(faults)('refuses %j as one JSON object where JSON was asked for', async (words, exitCode, said) => {
    const refused = await explain(['--json', ...placed(words)]);
    expect(refused).toMatchObject({ exitCode, error: '' });
    expect(JSON.parse(refused.out)).toEqual({ error: { message: expect.stringContaining(said) } });
  });

  test('ends its process with the exit code', async () => {
    const { exitCode, out, error } = await runCommand(['explain', '--json'], { directory });
    expect({ exitCode, error, told: JSON.parse(out) }).toEqual({
      exitCode: 2,
      error: '',
      told: { error: { message: expect.stringContaining('Name a prompt') } },
    });
  });
});

describe('cato explain of a request', () => {
  const unknown = `req_${'0'.repeat(32)}`;

  test('asks the running gateway', async () => {
    const upstream = await startScriptedUpstream();
    const gateway = await startTestGateway(mockConfig(upstream.url), { CATO_MASTER_KEY: key });
    try {
      upstream.play(chatAnswer('ok'));
      const body = { model: 'pair', messages: hello };
      const response = await gateway.post(body, { authorization: `Bearer ${key}` });
      const id = response.headers.get('x-cato-request-id') ?? '';
      const url = ['--url', gateway.url];
      const told = await explain([id, ...url], { CATO_MASTER_KEY: key });
      expect(told.error).toBe('');
      expect(told.out).toMatch(new RegExp(`^Request +${id} `, 'm'));
      expect(told.out).toMatch(/^Attempts +mock\/model-a: finished after \d+ ms/m);
      const json = await explain([id, '--json', ...url], { CATO_MASTER_KEY: key });
      expect(JSON.parse(json.out)).toMatchObject({ requestId: id, routing: { chosenBy: 'ordered' } });
      const port = ['--port', new URL(gateway.url).port];
      const byPort = await explain([id, ...port, '--json'], { CATO_MASTER_KEY: key, PORT: '9' });
      expect(byPort.out).toBe(json.out);
      expect(await explain([id, ...url])).toMatchObject({ exitCode: 1, error: expect.stringContaining('CATO_MASTER') });
      expect(await explain([unknown, ...url], { CATO_MASTER_KEY: key })).toMatchObject({
        exitCode: 1,
        error: expect.stringContaining('not among the last ones'),
      });
    } finally {
      await gateway.drain();
      await upstream.close();
    }
  });

  test('says where to look when none answers', async () => {
    const { exitCode, error } = await explain([unknown], { PORT: '9' });
    expect({ exitCode, error }).toEqual({
      exitCode: 1,
      error: 'No gateway answers at http://127.0.0.1:9: start one with `npx cato start`, or name it with --url.\n',
    });
    expect(await explain([unknown, '--url', 'nowhere'])).toMatchObject({ exitCode: 1 });
  });

  test.each([[['--port', '0']], [['--port', '65536']], [['--port', '9', '--url', 'http://127.0.0.1:9']]])(
    'takes no such port: %j',
    async (words) => {
      const run = explain([unknown, ...words]);
      await expect(run).rejects.toMatchObject({ code: expect.stringMatching(/invalidArgument|conflictingOption/) });
    },
  );

  test.each(['<html></html>', '{}', '[]', 'null', '{"attempts":[]}', `{"requestId":"${unknown}"}`])(
    'says that something else answers: %s',
    async (body) => {
      const server = createServer((_request, response) => response.end(body));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { exitCode, error } = await explain([unknown, '--url', `http://127.0.0.1:${port}`]);
      server.close();
      expect({ exitCode, error }).toEqual({
        exitCode: 1,
        error: expect.stringContaining('not as a Cato gateway does'),
      });
    },
  );
});
