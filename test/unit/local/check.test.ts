import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addCheck } from '../../../bin/commands/check.ts';
import { mockConfig } from '../../support/running-gateway.ts';
import { runInProcess } from './command-in-process.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-check-'));
  const idle = '  idle: { targets: [{ target: first, weight: 2 }, second] }\n';
  writeFileSync(at('good.yaml'), mockConfig('http://127.0.0.1:9'));
  writeFileSync(at('idle.yaml'), mockConfig('http://127.0.0.1:9', idle));
  writeFileSync(at('bad.yaml'), 'version: 1\nrutes: {}\n');
  writeFileSync(at('ollama.yaml'), 'version: 1\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

function at(file: string): string {
  return join(directory, file);
}

function check(words: readonly string[], variables: Record<string, string> = {}) {
  return runInProcess(addCheck, ['check', ...words], { variables });
}

async function checkAsJson(file: string) {
  const { exitCode, out } = await check(['--json', at(file)]);
  return { exitCode, told: JSON.parse(out) };
}

test('a good file is said to be valid: 0', async () => {
  const { exitCode, out } = await check([at('good.yaml')]);
  expect({ exitCode, out }).toEqual({
    exitCode: 0,
    out: `${at('good.yaml')} is valid: 1 provider, 2 targets, 2 routes.\n`,
  });
  expect(await checkAsJson('good.yaml')).toEqual({
    exitCode: 0,
    told: { ok: true, file: at('good.yaml'), problems: [], general: [], warnings: [] },
  });
});

test('a bad file is shown with the place and the nearest key: 1', async () => {
  const { exitCode, out } = await check([at('bad.yaml')]);
  expect(exitCode).toBe(1);
  expect(out).toMatch(/bad\.yaml:2:1 error rutes: .*`routes`/);
  expect(await checkAsJson('bad.yaml')).toMatchObject({
    exitCode: 1,
    told: { ok: false, problems: [{ level: 'error', line: 2, column: 1 }] },
  });
});

test('a setting without effect is warned of with its place, and the file is valid all the same: 0', async () => {
  const { exitCode, out } = await check([at('idle.yaml')]);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/idle\.yaml:\d+:38 warning routes\.idle\.targets\[0\]\.weight: .*no effect.*\(.*weighted/);
  expect(out).toMatch(/idle\.yaml is valid: 1 provider, 2 targets, 3 routes\.\n$/);
  const path = 'routes.idle.targets[0].weight';
  expect(await checkAsJson('idle.yaml')).toMatchObject({
    exitCode: 0,
    told: { ok: true, problems: [{ level: 'warning', path, line: expect.any(Number), column: 38 }] },
  });
});

test('the file may come from the environment, whose own problems are told too', async () => {
  const named = await check([], { CATO_CONFIG: at('good.yaml') });
  expect(named).toMatchObject({ exitCode: 0, out: expect.stringContaining('good.yaml is valid') });
  const wrong = await check([at('good.yaml')], { PORT: 'many' });
  expect(wrong).toMatchObject({ exitCode: 1, out: expect.stringContaining('PORT') });
});

test('a file that cannot be read is said to be so: 1', async () => {
  const message = `${at('nowhere.yaml')} cannot be read: `;
  const { exitCode, error } = await check([at('nowhere.yaml')]);
  expect({ exitCode, error }).toEqual({ exitCode: 1, error: expect.stringContaining(message) });
  expect((await checkAsJson('nowhere.yaml')).told).toEqual({
    ok: false,
    file: at('nowhere.yaml'),
    problems: [],
    general: [expect.stringContaining(message)],
    warnings: [],
  });
});

test('JSON has one shape, whatever is wrong', async () => {
  for (const file of ['good.yaml', 'idle.yaml', 'bad.yaml', 'nowhere.yaml']) {
    const { told } = await checkAsJson(file);
    expect(Object.keys(told)).toEqual(['ok', 'file', 'problems', 'general', 'warnings']);
  }
});

test('weights that are not there, and packages that run them, are missed: 1', async () => {
  const providers = '{ here: { kind: llama-cpp }, vectors: { kind: onnx-encoder } }';
  const targets = '{ tiny: { provider: here, model: smollm2 }, v: { provider: vectors, model: minilm } }';
  writeFileSync(at('weights.yaml'), `version: 1\nproviders: ${providers}\ntargets: ${targets}\n`);
  const { exitCode, out } = await check([at('weights.yaml')], { CATO_DATA: at('data') });
  expect({ exitCode, out }).toEqual({
    exitCode: 1,
    out: expect.stringMatching(
      /^error: here: .*cato model add smollm2-135m-instruct`.*error: vectors: .*cato model add/s,
    ),
  });
  const folder = at('data/models/smollm2-135m-instruct');
  mkdirSync(folder, { recursive: true });
  const files = [{ name: 'tide.gguf', bytes: 2, sha256: 'a'.repeat(64) }];
  const facts = { name: 'smollm2-135m-instruct', use: 'chat', format: 'gguf', licence: null };
  const manifest = { ...facts, files, source: 'here', addedAt: '2026-11-20T00:00:00Z' };
  writeFileSync(join(folder, 'weights.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'tide.gguf'), '{}');
  const again = await check([at('weights.yaml')], { CATO_DATA: at('data') });
  expect(again.out).toMatch(/^error: here: The package node-llama-cpp is not installed/);
});

test('Ollama is asked whether it runs, as a start does', async () => {
  const { exitCode, out } = await check([at('ollama.yaml')], { LLM_PROVIDER: 'ollama' });
  expect({ exitCode, out }).toEqual({
    exitCode: 0,
    out: expect.stringContaining('warning: no Ollama answers at http://127.0.0.1:9'),
  });
});

test('every provider that can be configured is listed, the groups counted apart', async () => {
  const told = JSON.parse((await check(['--providers', '--json'])).out);
  const count = (origin: string) => told.providers.filter((one: { origin: string }) => one.origin === origin).length;
  expect(told.counts).toEqual({ own: count('own'), presets: count('preset'), bridged: count('bridged') });
  expect(told.providers).toContainEqual(
    expect.objectContaining({ name: 'groq', status: 'preset, not verified here', keyVariable: 'GROQ_API_KEY' }),
  );
  const { exitCode, out } = await check(['--providers']);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^ {2}groq +https:\/\/api\.groq\.com\/openai\/v1 {2}GROQ_API_KEY$/m);
  expect(out.trimEnd().split('\n').at(-1)).toBe(
    `${count('own')} tested with fixtures; ${count('preset')} presets, not verified here; ${count('bridged')} bridged, not verified here.`,
  );
});

test('a package that is not installed is said to be so, with the command that installs it: 1', async () => {
  writeFileSync(
    at('bridged.yaml'),
    'version: 1\nproviders: { c: { kind: ai-sdk, package: "@tide/none", model: m } }\n',
  );
  const { exitCode, out } = await check([at('bridged.yaml')]);
  expect(exitCode).toBe(1);
  expect(out).toContain(
    `error: c: The package @tide/none is not installed where the gateway runs: run \`npm install @tide/none\` beside its configuration, in ${directory}.`,
  );
});

test('a package that is installed beside the file is no problem: 0', async () => {
  const folder = join(directory, 'node_modules', 'tide-sdk');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "tide-sdk", "version": "1.0.0", "main": "index.js" }');
  writeFileSync(at('bridged.yaml'), 'version: 1\nproviders: { c: { kind: ai-sdk, package: tide-sdk, model: m } }\n');
  expect(await check([at('bridged.yaml')])).toMatchObject({ exitCode: 0, out: expect.stringContaining('is valid') });
});

test.each([
  ['that is not there', null, 'cannot be read'],
  ['that is not JSON', 'project: tide', 'is not JSON'],
  ['of an unknown type', '{ "type": "tide" }', 'must have one of these as their `type`'],
])('a file of Google credentials %s is an error: 1', async (_name, text, message) => {
  rmSync(at('google.json'), { force: true });
  if (text !== null) writeFileSync(at('google.json'), text);
  const settings = 'kind: vertexai, project: tide-1, credentialsFile: google.json';
  writeFileSync(at('vertex.yaml'), `version: 1\nproviders: { v: { ${settings} } }\n`);
  const { exitCode, out } = await check([at('vertex.yaml')]);
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: expect.stringMatching(/^error: v: /m) });
  expect(out).toContain(message);
});
