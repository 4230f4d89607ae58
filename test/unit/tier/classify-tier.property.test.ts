import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyTier } from '../../../core/routing/tier/classify-tier.ts';
import { tierInputOfPrompt } from '../../../core/routing/tier/tier-input.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const decide = (userTurns: readonly string[]) =>
  classifyTier({ userTurns, instructions: '', estimatedTokens: 100 }, weights);

const word = fc.constantFrom(
  ...'what is the explain prove python function document page 2 17 why hello error plan A. B. C. {x} => list.append'.split(
    ' ',
  ),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 25 }).map((words) => words.join(' '));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  sentence,
  fc.tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.integer({ min: 0, max: 4000 })).map(([text, times]) => {
    return text.repeat(times);
  }),
);

test('any texts get a tier with finite figures, the same one each time', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 30 }), anyText, (userTurns, instructions) => {
      const input = { userTurns, instructions, estimatedTokens: 10 };
      const decision = classifyTier(input, weights);
      for (const figure of [decision.score, decision.code, decision.longContext]) {
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThanOrEqual(1);
      }
      const again = classifyTier(structuredClone(input), weights);
      expect({ ...again, signals: again.signals() }).toEqual({ ...decision, signals: decision.signals() });
    }),
    { numRuns: 60 },
  );
});

test('what was decided of a conversation is the highest of what is decided of its turns', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 8 }), (turns) => {
      const alone = turns.map((turn) => decide([turn]));
      const together = decide(turns);
      for (const figure of ['score', 'code', 'longContext'] as const) {
        expect(together[figure]).toBe(Math.max(...alone.map((each) => each[figure])));
      }
    }),
    { numRuns: 100 },
  );
});

test('another turn never lowers the tier’s figures while all turns are read', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 6 }), sentence, (turns, next) => {
      const before = decide(turns);
      const after = decide([...turns, next]);
      expect(after.score).toBeGreaterThanOrEqual(before.score);
      expect(after.code).toBeGreaterThanOrEqual(before.code);
      expect(after.longContext).toBeGreaterThanOrEqual(before.longContext);
    }),
    { numRuns: 100 },
  );
});

test('letter case and extra blanks change nothing at all', () => {
  fc.assert(
    fc.property(sentence, (text) => {
      const { signals: _, ...plain } = classifyTier(tierInputOfPrompt(text), weights);
      const dressed = classifyTier(tierInputOfPrompt(`  ${text.toUpperCase().replaceAll(' ', ' \n\t ')} `), weights);
      expect(dressed).toMatchObject(plain);
    }),
    { numRuns: 100 },
  );
});

test('of a very long text the beginning, the middle and the end are read, and nothing else', () => {
  const decided = (place: number) => {
    const filler = 'the harbour was quiet and the boats came in late '.repeat(2_000);
    const program = ' def parse(x): return x.y\n';
    return decide([filler.slice(0, place) + program + filler.slice(place + program.length)]).code;
  };
  const unread = [10_000, 30_000, 60_000, 90_000].map(decided);
  expect(new Set(unread).size).toBe(1);
  for (const place of [0, 49_000, 97_900]) expect(decided(place)).toBeGreaterThan(unread[0] ?? 1);
});
