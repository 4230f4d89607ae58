import { describe, expect, test } from '@jest/globals';
import { createId } from '../../../core/sessions/create-id.ts';
import { checkIdempotencyKey } from '../../../core/sessions/idempotency-key.ts';
import { checkSessionName, isConversationId } from '../../../core/sessions/session-name.ts';

describe('names', () => {
  test('an id is its prefix and all of the randomness it is given', () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, index) => index * 10);
    expect(createId('resp', bytes)).toBe('resp_000a141e28323c46505a646e78828c96a0aab4bec8d2dce6');
    expect(() => createId('resp', bytes.subarray(1))).toThrow(RangeError);
  });

  test.each(['s', 'user@example.com/42', '550e8400-e29b-41d4-a716-446655440000', 'a'.repeat(256)])(
    '%s names a session',
    (name) => {
      expect(checkSessionName(name, 'x-cato-session')).toBe(name);
    },
  );

  test.each(['', 'a'.repeat(257), '-a', 'a b', 'ä', 'a\n', 'a"', '../x'])(
    '%j names none, and the message says why',
    (name) => {
      expect(() => checkSessionName(name, 'x-cato-session')).toThrow(
        expect.objectContaining({ kind: 'invalid-request', param: 'x-cato-session' }),
      );
    },
  );

  test('a conversation’s id means a conversation', () => {
    expect(isConversationId('conv_1')).toBe(true);
    expect(isConversationId('my-conv_1')).toBe(false);
  });

  test('an idempotency key is visible and not too long', () => {
    expect(checkIdempotencyKey('"a b"'.replace(' ', '-'))).toBe('"a-b"');
    expect(checkIdempotencyKey('k'.repeat(255))).toHaveLength(255);
    for (const key of ['', ' ', 'a b', 'k'.repeat(256), 'ü']) {
      expect(() => checkIdempotencyKey(key)).toThrow(expect.objectContaining({ param: 'idempotency-key' }));
    }
  });
});
