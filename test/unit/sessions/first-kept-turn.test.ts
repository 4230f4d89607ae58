import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstKeptTurn, type ToolLink, type WeighedTurn } from '../../../core/sessions/first-kept-turn.ts';

const link: fc.Arbitrary<ToolLink> = fc.record({
  kind: fc.constantFrom('call' as const, 'result' as const),
  id: fc.constantFrom('a', 'b', 'c'),
});
const turn: fc.Arbitrary<WeighedTurn> = fc.record({
  tokens: fc.integer({ min: 1, max: 100 }),
  links: fc.array(link, { maxLength: 3 }),
});
const turns = fc.array(turn, { maxLength: 12 });
const following = fc.array(link, { maxLength: 2 });
const room = fc.integer({ min: 0, max: 600 });

const sum = (some: readonly WeighedTurn[]) => some.reduce((tokens, one) => tokens + one.tokens, 0);

/** Whether a result that is told answers a call that is not, by the latest call of its id. */
function parts(all: readonly WeighedTurn[], next: readonly ToolLink[], first: number): boolean {
  const callAt = new Map<string, number>();
  return [...all.map(({ links }) => links), next].some((links, at) =>
    links.some(({ kind, id }) => {
      if (kind === 'call') {
        callAt.set(id, at);
        return false;
      }
      const call = callAt.get(id);
      return at >= first && call !== undefined && call < first;
    }),
  );
}

describe('the first turn that is told', () => {
  test('leaves out nothing that there is room for', () => {
    fc.assert(
      fc.property(turns, following, fc.nat(100), (all, next, more) => {
        expect(firstKeptTurn(all, next, sum(all) + more)).toBe(0);
      }),
    );
  });

  test('never parts a tool call from its result', () => {
    fc.assert(
      fc.property(turns, following, room, (all, next, tokens) => {
        expect(parts(all, next, firstKeptTurn(all, next, tokens))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('leaves no more than there is room for, unless that would part a call from its result', () => {
    fc.assert(
      fc.property(turns, following, room, (all, next, tokens) => {
        const first = firstKeptTurn(all, next, tokens);
        if (sum(all.slice(first)) <= tokens) return;
        for (let cut = first + 1; cut <= all.length; cut++) expect(parts(all, next, cut)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps three quarters of what there is room for, as far as turns go', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 30, maxLength: 60 }), (tokens) => {
        const all = tokens.map((one) => ({ tokens: one, links: [] }));
        const first = firstKeptTurn(all, [], 100);
        if (sum(all) > 100) expect(sum(all.slice(first))).toBeGreaterThan(75 - 20 - 1);
      }),
    );
  });

  test('stays where it is for some turns to come, so that a provider’s cache knows the beginning', () => {
    const all = Array.from({ length: 200 }, () => ({ tokens: 10, links: [] }));
    const firsts = all.map((_, count) => firstKeptTurn(all.slice(0, count + 1), [], 1000));
    expect(new Set(firsts).size).toBe(1 + Math.ceil(100 / 25));
    expect(firsts).toEqual(firsts.toSorted((one, other) => one - other));
  });
});
