import { describe, expect, test } from '@jest/globals';
import type { PlanInput } from '../../../core/routing/plan/plan-input.ts';
import type { RequestSurvey } from '../../../core/routing/plan/request-survey.ts';
import type { RouteRule } from '../../../core/routing/plan/route-policy.ts';
import type { Target } from '../../../core/routing/target.ts';
import type { Tier } from '../../../core/routing/tier/tier.ts';
import { type FakeSurveyOptions, fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { names, noon, plan, weighted } from './fake-plan.ts';

const one = fakeTarget({ label: 'p/one', name: 'one' });
const two = fakeTarget({ label: 'p/two', name: 'two' });
const three = fakeTarget({ label: 'p/three', name: 'three' });
const blind = fakeTarget({ label: 'p/blind', name: 'blind', facts: { capabilities: { images: false } } });
const small = fakeTarget({ label: 'p/small', name: 'small', facts: { contextWindow: 8_000 } });
const large = fakeTarget({ label: 'p/large', name: 'large', facts: { contextWindow: 1_000_000 } });

const surveyed =
  (over: FakeSurveyOptions): (() => RequestSurvey) =>
  () =>
    fakeSurvey(over);
const withImages = surveyed({ needs: { images: true } });
const ofTokens = (tokens: number) => surveyed({ textCharacters: tokens * 3.5, messageCount: 0 });
describe('a route with nothing to decide', () => {
  test('leaves out nobody for what the request is: that is for the provider to say', () => {
    const only = fakeTarget({ label: 'p/only', facts: { contextWindow: 10, capabilities: { images: false } } });
    const survey = surveyed({ needs: { images: true }, textCharacters: 4000 });
    const found = plan({ targets: weighted(only) }, { survey, classify: neverClassify });
    expect(found).toMatchObject({ targets: [only], excluded: [], chosenBy: 'only-target', affinity: 'none' });
    expect(found).toMatchObject({ reason: 'the usual way', error: null });
  });

  test('is estimated all the same', () => {
    const found = plan({ targets: weighted(one) });
    expect(found.estimates).toEqual([{ familyInputTokens: 6, inputTokens: 6, outputTokens: 500, costUsd: null }]);
  });

  test('corrects estimates by what was settled', () => {
    const { estimates } = plan({ targets: weighted(one, two) }, { loads: { 'p/two': { tokenFactor: 1.5 } } });
    expect(estimates.map(({ inputTokens }) => inputTokens)).toEqual([6, 9]);
    expect(estimates.map(({ familyInputTokens }) => familyInputTokens)).toEqual([6, 6]);
  });
});

const neverClassify = (): Tier => {
  throw new Error('the request was classified');
};

describe('the filters', () => {
  test.each([
    ['images', 'images', 'takes no images'],
    ['documents', 'documents', 'takes no documents'],
    ['tools', 'tools', 'calls no tools'],
    ['structuredOutput', 'structuredOutput', 'does not answer to a JSON Schema'],
  ] as const)('leave out a target that is known to lack %s', (need, capability, reason) => {
    const lacking = fakeTarget({ label: 'p/lacking', facts: { capabilities: { [capability]: false } } });
    const targets = weighted(lacking, one);
    const found = plan({ targets }, { survey: surveyed({ needs: { [need]: true } }) });
    expect(found.targets).toEqual([one]);
    expect(found.excluded).toEqual([{ target: lacking, by: 'capability', reason }]);
    expect(plan({ targets }).targets).toEqual([lacking, one]);
  });

  test('ask a target last that cannot be made to call a tool, and say so', () => {
    const free = fakeTarget({ label: 'p/free', facts: { capabilities: { alwaysThinks: true } } });
    const survey = surveyed({ needs: { tools: true, forcedToolChoice: true } });
    const found = plan({ targets: weighted(free, one) }, { survey });
    expect(found.targets).toEqual([one, free]);
    expect(found.lowered).toEqual([{ target: free, reason: 'cannot be made to call a tool' }]);
    expect(plan({ targets: weighted(free, free) }, { survey }).targets).toEqual([free, free]);
  });

  test('ask those last who could not read the reasoning that is sent back, and say so', () => {
    const writer = fakeTarget({ label: 'writer/model' });
    const survey = surveyed({ reasoningWriters: ['writer'] });
    const found = plan({ targets: weighted(one, writer, two) }, { survey });
    expect(found.targets).toEqual([writer, one, two]);
    const reason = 'cannot read the reasoning of writer';
    expect(found.lowered).toEqual([
      { target: one, reason },
      { target: two, reason },
    ]);
    const said = `route auto: first of 3 targets; last one ${reason}, two ${reason}`;
    expect(found.reason).toBe(said);
    expect(plan({ targets: weighted(one, writer) }).lowered).toEqual([]);
    expect(plan({ targets: weighted(one, two) }, { survey })).toMatchObject({
      targets: [one, two],
      reason: 'the usual way',
    });
  });

  test('know by the wire format who can read reasoning that does not say who wrote it', () => {
    const speaking = (protocol: string | null) => ({ ...one.chatModel, protocol });
    const reader = { ...fakeTarget({ label: 'q/reader' }), otherChatModels: [speaking('format-a')] };
    const other = fakeTarget({ label: 'q/other', chatModel: speaking('format-b') });
    const never = fakeTarget({
      label: 'q/never',
      chatModel: speaking('format-a'),
      facts: { capabilities: { reasoning: false } },
    });
    const survey = surveyed({ reasoningProtocol: 'format-a' });
    const found = plan({ targets: weighted(other, never, reader) }, { survey });
    expect(found.targets).toEqual([reader, other, never]);
    expect(found.lowered[0]?.reason).toBe('cannot read the reasoning of a provider of format-a');
    const both = surveyed({ reasoningProtocol: 'format-a', reasoningWriters: ['p'] });
    expect(plan({ targets: weighted(other, one, reader) }, { survey: both }).targets).toEqual([one, reader, other]);
  });

  test('leave out a window that is certainly too small, with room for the answer', () => {
    const at = (tokens: number) => plan({ targets: weighted(small, large) }, { survey: ofTokens(tokens) });
    expect(names(at(7_100))).toEqual(['small', 'large']);
    expect(names(at(7_200))).toEqual(['large', 'small']);
    expect(at(7_200).lowered[0]?.reason).toBe('has a window of 8000 tokens, about 7700 are needed');
    expect(names(at(10_600))).toEqual(['large', 'small']);
    expect(names(at(10_700))).toEqual(['large']);
    expect(at(10_700).excluded[0]).toMatchObject({ by: 'context-window' });
  });

  test('keep to a limit on the input alone', () => {
    const limited = fakeTarget({ label: 'p/limited', facts: { contextWindow: 100_000, maxInputTokens: 1_000 } });
    expect(plan({ targets: weighted(limited, one) }, { survey: ofTokens(2_000) }).targets).toEqual([one]);
  });

  test('leave out a target that has had its requests or tokens of a minute', () => {
    const paced = fakeTarget({ label: 'p/paced', rpm: 60, tpm: 1_000 });
    const at = (requestsLastMinute: number, tokensLastMinute: number) =>
      plan({ targets: weighted(paced, one) }, { loads: { 'p/paced': { requestsLastMinute, tokensLastMinute } } });
    expect(at(59, 999).targets).toEqual([paced, one]);
    expect(at(60, 0).targets).toEqual([one]);
    expect(at(0, 1_000).targets).toEqual([one]);
    expect(at(0, 1_000).excluded[0]?.reason).toBe('has had its 1000 tokens of a minute');
    const slow = plan(
      { targets: weighted(fakeTarget({ label: 'p/slow', rpm: 1 }), one) },
      { loads: { 'p/slow': { requestsLastMinute: 1 } } },
    );
    expect(slow.excluded[0]?.reason).toBe('has had its 1 request of a minute');
  });

  test('leave out a retired model from the day after', () => {
    const old = fakeTarget({ label: 'p/old', facts: { retires: '2026-11-20' } });
    const today = fakeTarget({ label: 'p/today', facts: { retires: '2026-11-21' } });
    const found = plan({ targets: weighted(old, today) });
    expect(found.targets).toEqual([today]);
    expect(found.excluded[0]?.reason).toBe('was retired on 2026-11-20');
    expect(plan({ targets: weighted(old) }).lastResort).toBe(true);
  });

  test('leave out a target whose breaker is open', () => {
    const found = plan({ targets: weighted(one, two) }, { openUntil: { 'p/one': noon + 5 } });
    expect(names(found)).toEqual(['two']);
    expect(found.reason).toBe('route auto: the only target left; not one has an open breaker');
  });
});

describe('when nobody is left', () => {
  test('the breaker that closes first is tried as a last resort', () => {
    const found = plan(
      { targets: weighted(one, two, blind) },
      { openUntil: { 'p/one': noon + 9, 'p/two': noon + 5 }, survey: withImages },
    );
    expect(found).toMatchObject({ targets: [two], lastResort: true, chosenBy: 'last-resort', error: null });
    expect(found.reason).toContain('nobody may be called, the least bad is tried');
    expect(found.excluded).toHaveLength(3);
  });

  test('a single target with an open breaker is its own last resort', () => {
    const found = plan({ targets: weighted(one) }, { openUntil: { 'p/one': noon + 9 } });
    expect(found).toMatchObject({ targets: [one], lastResort: true });
  });

  test('a target that cannot serve the request is no last resort', () => {
    const found = plan({ targets: weighted(blind, blind) }, { survey: withImages, openUntil: { 'p/blind': noon + 1 } });
    expect(found).toMatchObject({ targets: [], lastResort: false, error: { kind: 'invalid-request' } });
    expect(found.error?.message).toBe(
      'No target of route auto can take this request: blind takes no images. Ask for another model.',
    );
  });

  test('a request too long for all of them is told each window', () => {
    const found = plan(
      { targets: weighted(small, blind) },
      { survey: () => ({ ...withImages(), textCharacters: 99_000 }) },
    );
    expect(found.error).toMatchObject({ kind: 'context-too-long', code: 'context_length_exceeded' });
    expect(found.error?.message).toContain('small has a window of 8000 tokens, about 28');
    expect(found.error?.message).toContain('blind takes no images');
  });

  test('an estimate alone does not refuse a request that may fit', () => {
    expect(names(plan({ targets: weighted(small, small) }, { survey: ofTokens(9_000) }))).toEqual(['small', 'small']);
  });

  test('it is too long for its targets and goes to their fallback', () => {
    const fallbacks = { contextWindow: [small, large], contentPolicy: [] };
    const found = plan({ targets: weighted(small), fallbacks }, { survey: ofTokens(50_000) });
    expect(found).toMatchObject({ targets: [large], chosenBy: 'context-window-fallback' });
    expect(found.excluded).toHaveLength(1);
  });

  test('targets that had their minute are waited for', () => {
    const paced = fakeTarget({ label: 'p/paced', rpm: 20 });
    const slow = fakeTarget({ label: 'p/slow', rpm: 2 });
    const loads = { 'p/paced': { requestsLastMinute: 20 }, 'p/slow': { requestsLastMinute: 2 } };
    const { error } = plan({ targets: weighted(paced, slow) }, { loads });
    expect(error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 3_000, code: 'rate_limit_exceeded' });
  });
});

describe('tiers', () => {
  const tiers = { simple: weighted(one), complex: weighted(two, three) };
  const as = (tier: Tier, over: Partial<PlanInput> = {}) => plan({ tiers }, { classify: () => tier, ...over });

  test('lead to the targets of the request’s tier', () => {
    expect(as('simple')).toMatchObject({
      targets: [one],
      reason: 'route auto, tier simple: the only target',
    });
    expect(names(as('complex'))).toEqual(['two', 'three']);
  });

  test.each([
    ['code', ['complex'], 'complex'],
    ['longContext', ['simple', 'complex'], 'complex'],
    ['simple', ['code', 'longContext'], 'code'],
    ['complex', ['simple', 'longContext'], 'longContext'],
    ['complex', ['simple'], 'simple'],
  ] as const)('a missing %s among %j is taken by %s', (tier, present, takenBy) => {
    const written = Object.fromEntries(present.map((name) => [name, weighted(fakeTarget({ label: `p/${name}` }))]));
    expect(names(plan({ tiers: written }, { classify: () => tier }))).toEqual([`p/${takenBy}`]);
  });

  test('plain targets stand for the tiers that are left out', () => {
    const route = { tiers: { simple: weighted(one), complex: weighted(two) }, targets: weighted(three) };
    expect(names(plan(route, { classify: () => 'code' }))).toEqual(['three']);
    expect(names(plan(route, { classify: () => 'simple' }))).toEqual(['one']);
  });

  test('when nobody of a tier can be asked, a stronger one is', () => {
    const found = plan(
      { tiers: { simple: weighted(blind), complex: weighted(two) } },
      { classify: () => 'simple', survey: withImages },
    );
    expect(found).toMatchObject({ targets: [two] });
    expect(found.reason).toBe(
      'route auto, tier simple (nobody there, so another): the only target left; not blind takes no images',
    );
  });
});

describe('rules', () => {
  const rule = (when: RouteRule['when'], ...targets: Target[]): RouteRule => ({
    when,
    targets: weighted(...targets),
  });
  const metadata = (name: string, ...values: string[]) => ({ field: 'metadata', name, values }) as const;
  const dreaming = surveyed({ metadata: { mode: 'dreaming' } });

  test('come before the tier, the first that matches deciding', () => {
    const rules = [
      rule([metadata('mode', 'awake')], one),
      rule([metadata('mode', 'asleep', 'dreaming')], two),
      rule([metadata('mode', 'dreaming')], three),
    ];
    const found = plan({ rules, tiers: { simple: weighted(one) } }, { survey: dreaming, classify: neverClassify });
    expect(found).toMatchObject({ targets: [two], rule: 2, reason: 'route auto, rule 2: the only target' });
  });

  test('match beginnings, headers, principals and tiers, and need all they name', () => {
    const matches = (when: RouteRule['when'], over: Partial<PlanInput> = {}) =>
      plan({ rules: [rule(when, two)], targets: weighted(one) }, { survey: dreaming, ...over }).rule === 1;
    expect(matches([metadata('mode', 'dream*')])).toBe(true);
    expect(matches([metadata('mode', 'dream')])).toBe(false);
    expect(matches([metadata('mode', '*')])).toBe(true);
    expect(matches([metadata('other', '*')])).toBe(false);
    expect(matches([metadata('toString', '*')])).toBe(false);
    const header = { field: 'header', name: 'x-app', values: ['chat'] } as const;
    expect(matches([header], { header: (name) => (name === 'x-app' ? 'chat' : null) })).toBe(true);
    expect(matches([header])).toBe(false);
    const team = { field: 'principal', name: 'team', values: ['red'] } as const;
    expect(matches([team], { principal: { team: 'red' } })).toBe(true);
    expect(matches([team], { principal: { team: 'blue' } })).toBe(false);
    expect(matches([team])).toBe(false);
    const code = { field: 'tier', name: '', values: ['code'] } as const;
    expect(matches([code], { classify: () => 'code' })).toBe(true);
    expect(matches([code], { classify: () => 'simple' })).toBe(false);
    expect(matches([metadata('mode', 'dreaming'), team], { principal: { team: 'red' } })).toBe(true);
    expect(matches([metadata('mode', 'dreaming'), team])).toBe(false);
  });

  test('keep a request where they sent it, even when nobody there can take it', () => {
    const rules = [rule([{ field: 'principal', name: 'place', values: ['eu'] }], blind, small)];
    const found = plan(
      { rules, tiers: { complex: weighted(one) } },
      {
        principal: { place: 'eu' },
        survey: () => ({ ...withImages(), textCharacters: 900_000 }),
      },
    );
    expect(found.targets).toEqual([]);
    expect(found.error?.message).not.toContain('one');
  });
});

describe('a target whose provider asked to be left alone', () => {
  const paused = { 'p/one': noon + 5_000, 'p/two': noon + 3_000 };

  test('is left for another, and not called as a last resort', () => {
    expect(names(plan({ targets: weighted(one, three) }, { pausedUntil: paused }))).toEqual(['three']);
    const found = plan({ targets: weighted(one, two) }, { pausedUntil: paused });
    expect(found).toMatchObject({ targets: [], lastResort: false, waitMs: 3_000 });
    expect(found.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 3_000 });
    expect(found.reason).toContain('one asked to be left alone for 5 s');
  });

  test('is waited for rather than that one is called whose breaker is open', () => {
    const found = plan({ targets: weighted(one, three) }, { pausedUntil: paused, openUntil: { 'p/three': noon + 1 } });
    expect(found).toMatchObject({ targets: [], lastResort: false, waitMs: 5_000 });
    expect(found.error).toMatchObject({ kind: 'rate-limit', retryAfterMs: 5_000 });
  });
});

describe('fallbacks by kind of error', () => {
  test('are those that may be called', () => {
    const fallbacks = { contextWindow: [large, three], contentPolicy: [one, three] };
    const found = plan({ targets: weighted(one, two), fallbacks }, { openUntil: { 'p/three': noon + 1 } });
    expect(found.fallbacks).toEqual({ contextWindow: [large], contentPolicy: [one] });
  });
});
