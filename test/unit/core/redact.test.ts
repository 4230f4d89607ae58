import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../../core/access/redact.ts';
import { Secret } from '../../../core/access/secret.ts';

const key = 'tide/4f9a+27c1?d0b8~e3=';
const secrets = [new Secret(key)];
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret that is echoed', () => {
  test.each([
    ['as it is', key],
    ['percent-encoded', encodeURIComponent(key)],
    ['percent-encoded in lower case', encodeURIComponent(key).toLowerCase()],
    ['in Base64', base64(key)],
    ['in Base64 without padding', base64(key).replace(/=+$/, '')],
    ['in Base64 for addresses', Buffer.from(key).toString('base64url')],
    ['in Base64 as a bearer token', base64(`Bearer ${key}`).slice(8)],
    ['in Base64 as a user and a password', base64(`u:${key}`)],
  ])('is taken out %s', (_, echo) => {
    expect(redact(`bad (${echo}) key`, secrets)).toBe('bad ([redacted]) key');
    expect(redact(`${echo},${echo}`, secrets)).toBe('[redacted],[redacted]');
  });

  test('is taken out of any text in Base64', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 8 }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (value, before, after, encoding) => {
          const echo = Buffer.from(before + value + after).toString(encoding);
          const clean = redact(echo, [new Secret(value)]);
          expect(clean).toContain('[redacted]');
          // What is left says nothing but what stood around it.
          const left = clean.replaceAll('[redacted]', '').replace(/=+$/, '').length;
          expect(left).toBeLessThanOrEqual(Math.ceil(((before + after).length * 4 * 4) / 3));
        },
      ),
    );
  });

  test('stays where it is too short to be one', () => {
    expect(redact('abc', [new Secret('abc')])).toBe('abc');
    expect(redact(base64('abcd'), [new Secret('abcd')])).toBe(base64('abcd'));
    expect(redact('abcd', [new Secret('abcd')])).toBe('[redacted]');
  });
});

test('what looks like nobody’s secret stays', () => {
  const text = `model gpt-6-luna, ${base64('a text of no importance at all')}, %2F`;
  expect(redact(text, secrets)).toBe(text);
});
