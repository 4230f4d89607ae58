import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchLimits } from '../../../core/batches/batch-limits.ts';
import { readBatchLine } from '../../../core/batches/read-batch-line.ts';
import { splitLines, type TextLine } from '../../../core/batches/split-lines.ts';
import { validateInput } from '../../../core/batches/validate-input.ts';

async function* piecesOf(bytes: Buffer, sizes: readonly number[]) {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function split(text: string, sizes: readonly number[] = [], maxLineBytes = 1000): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  for await (const line of splitLines(piecesOf(Buffer.from(text), sizes), maxLineBytes)) lines.push(line);
  return lines;
}

async function* textLines(texts: readonly string[]): AsyncGenerator<TextLine> {
  for (const [index, text] of texts.entries()) yield { number: index + 1, text };
}

const endpoint = '/v1/chat/completions';
const lineOf = (customId: string): string =>
  JSON.stringify({ custom_id: customId, method: 'POST', url: endpoint, body: { model: 'm' } });

describe('the lines of a file', () => {
  test('are the same however its bytes are split', async () => {
    const texts = fc.array(fc.constantFrom('{"a":1}', '', ' ', 'é', '\r', '\u{1f600}'));
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.integer({ min: 0, max: 5 })), async (list, sizes) => {
        const said = list.map((text, index) => ({ number: index + 1, text })).filter(({ text }) => text.trim() !== '');
        expect(await split(list.join('\n'), sizes)).toEqual(said);
      }),
    );
  });

  test('that are too long are named, not kept, and those after them are read', async () => {
    const lines = await split(`ok\n${'x'.repeat(11)}\n${'y'.repeat(10)}\n`, [5, 5, 5], 10);
    expect(lines).toEqual([
      { number: 1, text: 'ok' },
      { number: 2, text: null },
      { number: 3, text: 'y'.repeat(10) },
    ]);
    expect(readBatchLine({ number: 2, text: null }, endpoint)).toMatchObject({ code: 'line_too_long', line: 2 });
  });

  test('may begin with a byte order mark and end with a carriage return', async () => {
    const [line] = await split(`\ufeff${lineOf('a')}\r\n`);
    expect(line && readBatchLine(line, endpoint)).toEqual({ number: 1, customId: 'a', body: { model: 'm' } });
  });

  test.each([
    ['[1]', 'invalid_json_line', null],
    ['null', 'invalid_json_line', null],
    ['{"custom_id":7,"method":"POST","url":"/v1/chat/completions","body":{}}', 'invalid_type', 'custom_id'],
    ['{"custom_id":"","method":"POST","url":"/v1/chat/completions","body":{}}', 'invalid_type', 'custom_id'],
    ['{"custom_id":"a","url":"/v1/chat/completions","body":{}}', 'missing_required_parameter', 'method'],
    ['{"custom_id":"a","method":"POST","body":{}}', 'missing_required_parameter', 'url'],
    ['{"custom_id":"a","method":"POST","url":"/v1/chat/completions"}', 'missing_required_parameter', 'body'],
    ['{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{},"n":1}', 'unknown_parameter', 'n'],
    [
      '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"background":true}}',
      'unsupported_parameter',
      'body.background',
    ],
  ])('have faults: %s', (text, code, param) => {
    expect(readBatchLine({ number: 4, text }, endpoint)).toMatchObject({ code, param, line: 4 });
  });
});

describe('a whole file', () => {
  test('is counted', async () => {
    expect(await validateInput(textLines([lineOf('a'), lineOf('b')]), endpoint)).toEqual({ total: 2, faults: [] });
  });

  test('is read no further than its hundredth fault', async () => {
    const { total, faults } = await validateInput(textLines(Array.from({ length: 500 }, () => '{')), endpoint);
    expect([total, faults.length]).toEqual([batchLimits.maxFaults, batchLimits.maxFaults]);
  });

  test('has so many requests at most', async () => {
    const texts = Array.from({ length: batchLimits.maxRequests + 1 }, (_, index) => lineOf(`${index}`));
    const { faults } = await validateInput(textLines(texts), endpoint);
    expect(faults).toMatchObject([{ code: 'too_many_tasks', line: batchLimits.maxRequests + 1 }]);
    expect((await validateInput(textLines(texts.slice(1)), endpoint)).faults).toEqual([]);
  });
});
