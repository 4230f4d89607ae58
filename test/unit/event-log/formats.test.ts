import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonFormat } from '../../../adapters/event-log/json-format.ts';
import { textFormat } from '../../../adapters/event-log/text-format.ts';
import { Secret } from '../../../core/access/secret.ts';
import { requestEvent } from './request-event.ts';

const hostile = 'a\u001b[2J\u001b]0;owned\u0007b\r\nERROR c\u202ed\u009b31m\u0000\u2028';

const ownColours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

describe('JSON lines', () => {
  test('say everything of a request, times rounded, the date readable', () => {
    expect(JSON.parse(jsonFormat.request(requestEvent()))).toEqual({
      ...requestEvent(),
      time: '2026-11-21T12:00:00.000Z',
      event: 'request',
      durationMs: 1234.57,
      firstByteMs: 100.12,
      overheadMs: 0.46,
      content: undefined,
    });
  });

  test('tell the time to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (time) => {
        expect(JSON.parse(jsonFormat.request(requestEvent({ time }))).time).toBe(new Date(time).toISOString());
      }),
    );
  });

  test('have prompt and answer only when they are given', () => {
    expect(jsonFormat.request(requestEvent())).not.toContain('prompt');
    const content = { prompt: 'Question', answer: null };
    expect(JSON.parse(jsonFormat.request(requestEvent({ content })))).toMatchObject(content);
  });

  test('are one line of JSON, whatever clients and providers call things', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = jsonFormat.request(
          requestEvent({ model: text, changes: [text], error: { kind: 'internal', message: text } }),
        );
        expect(line).not.toMatch(/[\n\r]/);
        expect(JSON.parse(line)).toMatchObject({ model: text, changes: [text], error: { message: text } });
      }),
    );
  });

  test('print a secret as [redacted]', () => {
    const withSecret = Object.assign(requestEvent(), { reason: new Secret('hunter2-hunter2') });
    const line = jsonFormat.request(withSecret);
    expect(JSON.parse(line)).toMatchObject({ reason: '[redacted]' });
    expect(line).not.toContain('hunter2');
    const notice = jsonFormat.notice({ level: 'error', message: `${new Secret('hunter2-hunter2')}` });
    expect(JSON.parse(notice)).toMatchObject({ event: 'notice', level: 'error', message: '[redacted]' });
  });
});

describe('text lines', () => {
  const plain = (line: string): string => stripVTControlCharacters(line);

  test('say what an operator looks for first', () => {
    const line = plain(textFormat.request(requestEvent({ target: 'mock/model-b', changes: ['seed dropped'] })));
    expect(line).toContain('200  POST /v1/chat/completions  auto → mock/model-b  1235 ms (first byte 100, ours 0.5)');
    expect(line).toContain('14+5 tokens  [seed dropped]  req_1');
  });

  test('say why a request failed, and how many attempts it took', () => {
    const [attempt] = requestEvent().attempts;
    const error = { kind: 'timeout' as const, message: 'mock/model-a was silent' };
    const line = plain(
      textFormat.request(
        requestEvent({ status: 504, error, usage: null, ...(attempt ? { attempts: [attempt, attempt] } : {}) }),
      ),
    );
    expect(line).toMatch(/504 .*2 attempts {2}mock\/model-a was silent {2}req_1$/);
  });

  test('let nothing that clients or providers say steer the terminal', () => {
    const line = textFormat.request(
      requestEvent({
        model: hostile,
        target: hostile,
        changes: [hostile],
        error: { kind: 'internal', message: hostile },
        content: { prompt: hostile, answer: hostile },
      }),
    );
    // What is left are our own colours, and the line breaks before prompt and answer.
    const foreign = line.replace(ownColours, '').replaceAll('\n  prompt: ', ' ').replaceAll('\n  answer: ', ' ');
    expect(foreign).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(foreign).toContain('owned');
  });

  test('of notices have their details', () => {
    const line = plain(
      textFormat.notice({ level: 'warning', message: 'slow', details: { waitedMs: 5, what: 'disk' } }),
    );
    expect(line).toMatch(/^\d\d:\d\d:\d\d {2}warning {2}slow waitedMs=5 what=disk$/);
  });
});
