import fc from 'fast-check';

/** What a provider answers, in no format's words. */
export interface Reply {
  readonly thoughts: readonly Thought[];
  readonly texts: readonly string[];
  readonly refusal: string | null;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  readonly stop: Stop;
  readonly usage: Spent;
  /** How long the pieces of a stream are, in turn. */
  readonly sizes: readonly number[];
}

export type Thought = { readonly text: string; readonly signature: string } | { readonly redacted: string };

/** `unknown` stands for a word that no table has yet. */
export type Stop = 'stop' | 'length' | 'context-full' | 'tool' | 'paused' | 'filtered' | 'unknown';

export interface Spent {
  readonly fresh: number;
  readonly read: number;
  /** Written for the shorter time a provider knows, and for the longer. */
  readonly short: number;
  readonly long: number;
  readonly output: number;
  readonly reasoning: number;
}

const text = fc.string({
  unit: fc.constantFrom('a', ' ', 'ü', '🙂', '"', '\n', '\r\n', '\\'),
  minLength: 1,
  maxLength: 9,
});
const base64 = fc.uint8Array({ minLength: 1, maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const thought = fc.oneof(
  { weight: 4, arbitrary: fc.record({ text, signature: base64 }) },
  { weight: 1, arbitrary: fc.record({ redacted: base64 }) },
);
const input = fc
  .dictionary(fc.stringMatching(/^[a-z_]{1,4}$/), fc.oneof(text, fc.integer(), fc.constant([1, { z: null, a: '' }])), {
    maxKeys: 2,
    noNullPrototype: true,
  })
  .map((value) => JSON.stringify(value));

export const replies: fc.Arbitrary<Reply> = fc
  .record({
    thoughts: fc.array(thought, { maxLength: 2 }),
    texts: fc.array(text, { maxLength: 2 }),
    refusal: fc.option(text, { freq: 4 }),
    calls: fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^call_[a-z0-9]{1,6}$/), name: fc.constantFrom('look', 'hear'), input }),
      {
        maxLength: 3,
        selector: ({ id }) => id,
      },
    ),
    stop: fc.constantFrom<Stop>('stop', 'length', 'context-full', 'paused', 'filtered', 'unknown'),
    usage: fc.record({
      fresh: fc.nat(99),
      read: fc.nat(99),
      short: fc.constantFrom(0, 7),
      long: fc.constantFrom(0, 3),
      output: fc.integer({ min: 20, max: 99 }),
      reasoning: fc.nat(20),
    }),
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
  })
  // What ends with calls ends because of them, unless it was cut.
  .map((reply) => {
    const wasCut = reply.stop === 'length' || reply.stop === 'filtered';
    return reply.calls.length === 0 || wasCut ? reply : { ...reply, stop: 'tool' as const };
  });

/** Cuts a text anywhere, but between the halves of a character of two. */
export function pieces(whole: string, sizes: readonly number[]): string[] {
  const characters = [...whole];
  const cut: string[] = [];
  for (let turn = 0; characters.length > 0; turn += 1)
    cut.push(characters.splice(0, sizes[turn % sizes.length] ?? 1).join(''));
  return cut;
}

/** Cuts bytes anywhere. */
export function chunks(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = 7 * (sizes[turn % sizes.length] ?? 1) - 3;
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}
