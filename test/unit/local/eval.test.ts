import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addEval } from '../../../bin/commands/eval.ts';
import { runInProcess } from './command-in-process.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cato-eval-'));
  writeFileSync(join(directory, 'good.yaml'), 'version: 1\n');
  writeFileSync(join(directory, 'bad.yaml'), 'version: 1\nrutes: {}\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

function evaluate(lines: readonly string[], words: readonly string[] = []) {
  return runInProcess(addEval, ['eval', 'router', ...words], { input: lines.join('\n') });
}

const route = (id: number) => JSON.stringify({ op: 'route', id, prompt: 'What is 2+2?' });
const idsOf = (out: string): unknown[] => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]));

test('every line is answered in order: 0', async () => {
  const { exitCode, out, error } = await evaluate([route(1), '', route(2)]);
  expect({ exitCode, error, ids: idsOf(out) }).toEqual({ exitCode: 0, error: '', ids: [1, 2] });
});

test('a file that begins with a byte order mark is read', async () => {
  expect(await evaluate([`\uFEFF${route(1)}`])).toMatchObject({ exitCode: 0, error: '' });
});

test('bad lines are reported with their numbers, the others are answered: 1', async () => {
  const { exitCode, out, error } = await evaluate([route(1), '', '{"op":"route","id":2}', route(3), '{"op"', route(4)]);
  expect({ exitCode, ids: idsOf(out) }).toEqual({ exitCode: 1, ids: [1, 3, 4] });
  expect(error.split('\n')).toEqual([
    expect.stringMatching(/^line 3: `prompt`: is missing/),
    expect.stringMatching(/^line 5: not valid JSON/),
    '2 lines of 6 could not be read.',
    '',
  ]);
});

test('what is wrong is told as JSON lines where JSON was asked for', async () => {
  const { exitCode, error } = await evaluate(['{"op":"route","id":2}', '['], ['--json']);
  expect(exitCode).toBe(1);
  expect(
    error
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { error: { line: 1, field: 'prompt', message: expect.stringContaining('is missing') } },
    { error: { line: 2, field: null, message: expect.stringContaining('not valid JSON') } },
  ]);
});

test('a configuration that is named has to be sound', async () => {
  const named = (file: string) => evaluate([route(1)], ['--config', join(directory, file)]);
  expect(await named('good.yaml')).toMatchObject({ exitCode: 0, error: '' });
  expect(await named('bad.yaml')).toMatchObject({
    exitCode: 1,
    out: '',
    error: expect.stringContaining('bad.yaml:2:1'),
  });
  expect(await named('none.yaml')).toMatchObject({
    exitCode: 1,
    out: '',
    error: expect.stringContaining('cannot be read'),
  });
  const { error } = await evaluate([], ['--json', '--config', join(directory, 'none.yaml')]);
  expect(JSON.parse(error)).toEqual({ error: { message: expect.stringContaining('cannot be read') } });
});
