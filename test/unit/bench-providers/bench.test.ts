import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addBench } from '../../../bin/commands/bench.ts';
import type { ProviderRow } from '../../../local/bench-providers/provider-row.ts';
import { chat, messages, shortTimeouts } from '../../faults/fault-gateway.ts';
import { type Behaviour, type FaultyUpstream, startFaultyUpstream } from '../../faults/faulty-upstream.ts';
import { eventually } from '../../support/running-gateway.ts';
import { type AddCommand, runInProcess } from '../local/command-in-process.ts';
import { runCommand, startCommand } from '../local/run-command.ts';
import { rightAnswerTo } from './right-answers.ts';

let directory: string;
let openai: FaultyUpstream;
let claude: FaultyUpstream;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-bench-'));
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(async () => {
  [openai, claude] = await Promise.all([startFaultyUpstream(), startFaultyUpstream()]);
  openai.play(right);
  claude.play((request) => messages.answer({ reasoning: 'Well…', text: rightAnswerTo(request.question) })(request));
  const price = { input: 1, output: 2 };
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      mine: { kind: 'openai-compatible', baseUrl: `${openai.url}/v1`, apiKey: 'provider-key-0123456789' },
      claude: { kind: 'anthropic', baseUrl: claude.url, apiKey: 'provider-key-0123456789' },
      keyless: { kind: 'openai' },
    },
    targets: {
      small: { provider: 'mine', model: 'model-s', price },
      unpriced: { provider: 'mine', model: 'model-u' },
      thinker: { provider: 'claude', model: 'model-c', price },
      other: { provider: 'keyless', model: 'gpt-x', price },
    },
    resilience: { retries: 0, timeouts: { ...shortTimeouts, firstTokenMs: 5000 }, breaker: { failures: 1000 } },
  };
  writeFileSync(inDirectory('cato.yaml'), JSON.stringify(config));
});
afterEach(() => Promise.all([openai.close(), claude.close()]));

const right: Behaviour = (request) => chat.answer({ text: rightAnswerTo(request.question) })(request);
const refused: Behaviour = () => [
  { do: 'head', status: 401, headers: { 'content-type': 'application/json' } },
  { do: 'send', bytes: '{"error":{"message":"Incorrect API key","type":"invalid_request_error"}}' },
];
const busy: Behaviour = () => [
  { do: 'head', status: 503, headers: { 'content-type': 'application/json' } },
  { do: 'send', bytes: '{"error":{"message":"Try later","type":"server_error"}}' },
];

function inDirectory(file: string): string {
  return join(directory, file);
}

function bench(...words: readonly string[]) {
  return runInProcess(addBench, ['bench', 'providers', ...words], {
    variables: { CATO_CONFIG: inDirectory('cato.yaml') },
  });
}

function rowsOf(out: string): readonly ProviderRow[] {
  return JSON.parse(out).rows;
}

describe('cato bench providers', () => {
  test('measures what is configured, each in its own format, and leaves empty what has no key', async () => {
    const { exitCode, out, error } = await bench('--json', '--yes', '--requests', '7');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    const latency = { p50: expect.any(Number), p95: expect.any(Number) };
    const measured = {
      asked: 7,
      right: 7,
      quality: 1,
      failures: 0,
      firstTokenMs: latency,
      wholeMs: latency,
      note: null,
    };
    const usdPerMillionTokens = { input: 1, output: 2 };
    expect(rowsOf(out)).toEqual([
      expect.objectContaining({
        ...measured,
        target: 'small',
        provider: 'mine',
        model: 'model-s',
        usdPerMillionTokens,
      }),
      expect.objectContaining({ ...measured, target: 'unpriced', usdPerMillionTokens: { input: null, output: null } }),
      expect.objectContaining({ ...measured, target: 'thinker', provider: 'claude', usdPerMillionTokens }),
      expect.objectContaining({
        target: 'other',
        asked: 0,
        wholeMs: null,
        quality: null,
        usdPerMillionTokens: { input: null, output: null },
        note: 'no credentials here',
      }),
    ]);
    // 11 input and 5 output tokens an answer, at these prices.
    expect(rowsOf(out)[2]?.spentUsd).toBeCloseTo((7 * (11 * 1 + 5 * 2)) / 1e6, 12);
    expect(rowsOf(out)[1]?.spentUsd).toBeNull();
  });

  test('asks short streamed questions and leaves the temperature to the model', async () => {
    await bench('--yes', '--only', 'small', '--requests', '1');
    expect(openai.requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({ model: 'model-s', stream: true, max_tokens: 256 }),
    ]);
    expect(openai.requests[0]?.body).not.toHaveProperty('temperature');
    expect(claude.requests).toEqual([]);
  });

  test('counts wrong answers, and failures as not right', async () => {
    const wrong = chat.answer({ text: '42' });
    openai.play(wrong, busy, right);
    const { exitCode, out, error } = await bench('--yes', '--only', 'small', '--requests', '10');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/\| 0\.80 \(8\/10\) +\| 1 +\|/);
    expect(error).toMatch(/^small: last failure overloaded: /m);
  });

  test('gives up a target that refuses the credentials, and goes on with the next', async () => {
    openai.play(refused);
    const { exitCode, out } = await bench(
      '--json',
      '--yes',
      '--only',
      'small',
      '--only',
      'thinker',
      '--requests',
      '10',
    );
    expect(exitCode).toBe(1);
    expect(openai.requests).toHaveLength(2);
    expect(rowsOf(out)).toMatchObject([
      { target: 'small', wholeMs: null, quality: null, note: 'upstream-auth: 2 questions asked' },
      { target: 'thinker', right: 10 },
    ]);
  });

  test('gives up a target that only fails', async () => {
    openai.play(chat.breakAfter({ text: 'Once upon a time' }, 1, 'stall'));
    const { exitCode, out } = await bench('--json', '--yes', '--only', 'small');
    expect(exitCode).toBe(1);
    expect(rowsOf(out)).toMatchObject([{ wholeMs: null, note: expect.stringMatching(/^5 failures in a row: \d q/) }]);
  });
});

describe('cato bench providers tells what it may cost first', () => {
  test('and spends nothing without --yes where nobody watches', async () => {
    const { exitCode, out, error } = await bench('--only', 'small');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(error).toMatch(/^1 target, 40 questions each: at most \$0\.02\d\d \(small \$0\.02\d\d\)\.\n.*--yes/);
    expect(openai.requests).toEqual([]);
  });

  test('and goes on where a terminal is there and it is little, with its progress', async () => {
    const words = ['bench', 'providers', '--only', 'small', '--requests', '3'];
    const onTerminal: AddCommand = (program, done, host) =>
      addBench(program, done, { ...host, error: Object.assign(host.error, { isTTY: true }) });
    const variables = { CATO_CONFIG: inDirectory('cato.yaml') };
    const { exitCode, out, error } = await runInProcess(onTerminal, words, { variables });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/1\.00 \(3\/3\)/);
    expect(error).toMatch(/at most \$0\.00.*\n.*small: 1 of 3.*small: 2 of 3/s);
    expect(error.endsWith('\r\u001b[K')).toBe(true);
  });

  test('and says where nobody knows', async () => {
    const { exitCode, out } = await bench('--json', '--only', 'unpriced');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out).error.message).toMatch(/price unknown.*is not known/);
    expect(openai.requests).toEqual([]);
  });
});

describe('cato bench providers refuses', () => {
  test.each([
    [['--only', 'smal'], 'No target is called smal. Did you mean small?'],
    [['--only', 'zzz'], 'There are: small, unpriced, thinker, other.'],
    [['--yes', '--write', '--only', 'small'], 'leave --only out'],
    [['--yes', '--write', 'absent.md'], 'absent.md cannot be read'],
  ])('%j as wrong use', async (words, said) => {
    expect(await bench(...words)).toEqual({ exitCode: 2, out: '', error: expect.stringContaining(said) });
    expect(openai.requests).toEqual([]);
  });

  test('a number of questions that is none', async () => {
    const { exitCode, error } = await runCommand(['bench', 'providers', '--requests', '1.5'], { directory });
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining('from 1 to 10000') });
  });

  test('a configuration with faults', async () => {
    const bad = inDirectory('bad.yaml');
    writeFileSync(bad, 'version: 1\nrutes: {}\n');
    const { exitCode, error } = await bench('--config', bad);
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining('bad.yaml:2:1') });
  });
});

describe('cato bench providers --write', () => {
  const begin = '<!-- cato bench providers: begin; written by the command, do not edit -->';
  const end = '<!-- cato bench providers: end -->';

  test('puts the table between the markers, again and again, and touches nothing else', async () => {
    const document = inDirectory('doc.md');
    writeFileSync(document, `# Before\n\n${begin}\nold\n${end}\n\nafter\n`);
    for (const requests of ['2', '3']) {
      expect(await bench('--yes', '--requests', requests, '--write', document)).toMatchObject({ exitCode: 0 });
    }
    const written = readFileSync(document, 'utf8');
    expect(written.startsWith(`# Before\n\n${begin}\n\nMeasured on 20`)).toBe(true);
    expect(written.endsWith(`|\n\n${end}\n\nafter\n`)).toBe(true);
    expect(written).toContain('`npx cato bench providers --requests 3 --yes --write`');
    expect(written).toMatch(/^\| mine +\| model-s .* 1\.00 \(3\/3\)/m);
    expect(written.match(/Measured on/g)).toHaveLength(1);
    expect(written).not.toContain('old');
  });

  test('refuses a document without the markers before anything is spent', async () => {
    const document = inDirectory('plain.md');
    writeFileSync(document, '# Nothing\n');
    const { exitCode, error } = await bench('--yes', '--write', document);
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining(begin) });
    expect(openai.requests).toEqual([]);
  });
});

describe('cato bench providers as a process', () => {
  test('prints what there is when it is interrupted, and writes nothing', async () => {
    const document = inDirectory('kept.md');
    const kept =
      '<!-- cato bench providers: begin; written by the command, do not edit -->\nkept\n<!-- cato bench providers: end -->\n';
    writeFileSync(document, kept);
    const stall: Behaviour = () => [{ do: 'stall' }];
    openai.play(right, right, right, stall);
    const words = ['bench', 'providers', '--yes', '--json', '--config', inDirectory('cato.yaml'), '--write', document];
    const running = startCommand(words, { directory });
    await eventually(() => openai.requests.length === 5, 'two questions that are not answered', 15_000);
    running.process.kill('SIGINT');
    const { exitCode, out } = await running.ended;
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      interrupted: true,
      rows: [
        { target: 'small', asked: 3, right: 3, note: 'interrupted: 3 questions asked' },
        { target: 'unpriced', asked: 0, note: 'interrupted: 0 questions asked' },
        { target: 'thinker', asked: 0 },
        { target: 'other', note: 'no credentials here' },
      ],
    });
    expect(readFileSync(document, 'utf8')).toBe(kept);
    expect(await openai.requests[4]?.left).toBe(true);
  });

  test('measures the embedded model where no provider is configured, and names what is not there', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'cato-bench-empty-'));
    try {
      const { exitCode, out } = await runCommand(['bench', 'providers', '--json'], { directory: empty });
      expect(exitCode).toBe(0);
      const rows = rowsOf(out);
      expect(rows[0]).toMatchObject({ provider: 'embedded', asked: 40, failures: 0, spentUsd: 0 });
      expect(rows[0]?.right).toBeGreaterThanOrEqual(5);
      expect(rows.slice(1).map(({ provider, asked, note }) => [provider, asked, note])).toEqual(
        expect.arrayContaining([
          ['openai', 0, 'no credentials here'],
          ['anthropic', 0, 'no credentials here'],
          ['ollama', 0, 'not running here'],
        ]),
      );
    } finally {
      rmSync(empty, { recursive: true });
    }
  });

  test('says how it is used', async () => {
    const { exitCode, out } = await runCommand(['bench', '--help'], { directory });
    expect(exitCode).toBe(0);
    for (const word of ['providers', '--config', '--requests', '--only', '--yes', '--write', '--json'])
      expect(out).toContain(word);
  });
});
