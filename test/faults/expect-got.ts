import { expect } from '@jest/globals';
import type { Got } from './ask.ts';
import { masterKey, providerKey } from './fault-gateway.ts';
import type { Reply } from './reply.ts';

/** A success with exactly this reply: nothing missing, nothing twice, nothing of another answer. */
export function expectWhole(got: Got, { text = '', reasoning = '', toolCalls = [] }: Reply): void {
  expect(got.violations).toEqual([]);
  expect(got).toMatchObject({ status: 200, error: null, isComplete: true, text, reasoning });
  expect(got.toolCalls.map(({ name, input }) => ({ name, input }))).toEqual(toolCalls);
  expect(got.finishReason).toBe(toolCalls.length > 0 ? 'tool_calls' : 'stop');
  expectNoKeys(got);
}

/** An error that the client cannot take for an answer: by its status, or as the last event of a stream. */
export function expectError(got: Got, status: number, code: string | null): void {
  expect(got.violations).toEqual([]);
  expect(got).toMatchObject({ status, isComplete: false, error: { message: expect.any(String), code } });
  expectNoKeys(got);
}

/** A stream that had begun and ends in an error, with nothing but the beginning of this reply before it. */
export function expectBrokenOff(got: Got, { text = '' }: Reply, code: string): void {
  expectError(got, 200, code);
  expect(got.raw).not.toContain('[DONE]');
  expect(got.text).not.toBe('');
  expect(text.startsWith(got.text)).toBe(true);
}

export function expectNoKeys({ raw, headers }: Pick<Got, 'raw' | 'headers'>): void {
  const everything = raw + JSON.stringify([...headers]);
  expect(everything).not.toContain(providerKey);
  expect(everything).not.toContain(masterKey);
}
