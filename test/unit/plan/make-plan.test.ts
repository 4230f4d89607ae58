import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProfileName } from '../../../config/deploy-settings.ts';
import { type Load, usualLoad } from '../../../local/plan/load.ts';
import { bedrock, lineOf, planOf } from './plans.ts';

const profiles: readonly ProfileName[] = ['small', 'standard', 'scale'];
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** From one to ten million, each size as likely as another. */
const people = fc.double({ min: 0, max: 7, noNaN: true }).map((digits) => Math.round(10 ** digits));
const loads: fc.Arbitrary<Partial<Load>> = fc.record({
  users: fc.oneof(fc.constant(0), people),
  requestsPerDay: fc.double({ min: 0, max: 50, noNaN: true }),
  inputTokens: fc.integer({ min: 0, max: 300_000 }),
  outputTokens: fc.integer({ min: 0, max: 50_000 }),
  cacheHitRate: share,
  backgroundShare: share,
  storedShare: share,
  promptCacheShare: share,
  shadowSelfShare: share,
  nliShare: share,
});
const texts = fc.constantFrom(
  bedrock,
  `${bedrock}deploy: { compute: container }\n`,
  `${bedrock}deploy: { compute: lambda }\n`,
);

describe('a plan', () => {
  test('of more users is in no part cheaper', () => {
    fc.assert(
      fc.property(loads, people, fc.constantFrom(...profiles), texts, (load, more, profile, text) => {
        const fewer = planOf(load, profile, text);
        const users = (load.users ?? 0) + more;
        const { byComponent } = planOf({ ...load, users }, profile, text);
        for (const [component, usd] of Object.entries(fewer.byComponent)) {
          const now = byComponent[component as keyof typeof byComponent];
          expect([component, now >= usd * (1 - 1e-9)]).toEqual([component, true]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is the sum of its lines, and of its components', () => {
    fc.assert(
      fc.property(loads, fc.constantFrom(...profiles), texts, (load, profile, text) => {
        const { lines, totalUsd, byComponent, unverifiedUsd } = planOf(load, profile, text);
        expect(lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0)).toBeCloseTo(totalUsd, 4);
        expect(Object.values(byComponent).reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(totalUsd, 4);
        expect(unverifiedUsd).toBeLessThanOrEqual(totalUsd);
        for (const { quantity, usd, item } of lines) {
          expect([item, quantity >= 0, usd === null || usd >= 0]).toEqual([item, true, true]);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('without a request that a model is asked for has no tokens', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const { byComponent, lines } = planOf({ ...load, cacheHitRate: 1 });
        expect(byComponent.models).toBe(0);
        expect(lines.filter(({ component, quantity }) => component === 'models' && quantity > 0)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('tells of every line what it is computed from, and of every price where it stands and of which day', () => {
    for (const profile of profiles) {
      for (const { how, unit, price, usd, usdPerUnit, quantity } of planOf({ users: 1e6 }, profile).lines) {
        expect(how).not.toBe('');
        expect(unit).not.toBe('');
        expect(price.source).toMatch(/^https:/);
        expect(price.asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
        if (usd !== null && usdPerUnit !== null) expect(quantity * usdPerUnit).toBeCloseTo(usd, 4);
      }
    }
  });

  test('takes the price of long prompts where a model has one', () => {
    const perToken = (inputTokens: number) =>
      lineOf(planOf({ inputTokens }), 'bedrock/us.anthropic.claude-haiku-5-5, input (simple)').usdPerUnit;
    expect(perToken(100_001)).toBeCloseTo(5 * (perToken(100_000) ?? Number.NaN), 6);
  });

  test('counts what a provider caches only of prompts that it caches', () => {
    const cachedLines = (inputTokens: number) =>
      planOf({ inputTokens, promptCacheShare: 0.5 }).lines.filter(({ item }) => item.includes('from its cache'));
    const [short, long] = [cachedLines(100), cachedLines(20_000)];
    expect(short).toEqual([]);
    expect(long).toHaveLength(3);
    for (const line of long) expect(line.usd).toBeGreaterThan(0);
  });

  test('leaves a model without a known price out of the total and says so', () => {
    const text =
      'version: 1\nproviders: { own: { kind: openai-compatible, baseUrl: "http://10.0.0.1/v1" } }\ntargets: { it: { provider: own, model: unheard-of } }\nroutes: { auto: { targets: [it] } }\n';
    const { byComponent, lines, notIncluded } = planOf({}, 'small', text);
    expect(byComponent.models).toBe(0);
    expect(lines.filter(({ component }) => component === 'models').map(({ usd }) => usd)).toEqual(Array(6).fill(null));
    expect(notIncluded.join(' ')).toContain('no price is known of unheard-of');
  });

  test('leaves an instance type without a known price out of the total and says so', () => {
    const text = `${bedrock}deploy: { nli: { instanceType: ml.c7i.2xlarge } }\n`;
    const { lines, notIncluded } = planOf({}, 'standard', text);
    expect(lines.find(({ item }) => item === 'SageMaker, nli')?.usd).toBeNull();
    expect(notIncluded.join(' ')).toContain('ml.c7i.2xlarge');
  });

  test('says where the settings are too small for the load', () => {
    expect(planOf({ users: 1_000 }).shortfalls).toEqual([]);
    expect(planOf({ users: 1_000_000 }).shortfalls.join(' ')).toContain(
      'deploy.gateway.throttle.requestsPerSecond is 200',
    );
  });

  test('counts a replica for every other region', () => {
    const written = (regions: string) =>
      lineOf(planOf({}, 'small', `${bedrock}deploy: { regions: [${regions}] }\n`), 'DynamoDB, writes').quantity;
    expect(written('us-east-1, us-west-2, eu-west-1')).toBeCloseTo(3 * written('us-east-1'), 6);
  });

  test('works out a month of one user by hand', () => {
    const load = { ...usualLoad, users: 1, requestsPerDay: 24, tiers: { simple: 1 }, backgroundShare: 0 };
    const plan = planOf(load);
    expect(plan.volume.requests).toBe(730);
    // 730 × (800 × $0.11 + 300 × $0.55) a million.
    expect(plan.byComponent.models).toBeCloseTo(730 * 0.000253, 9);
    expect(lineOf(plan, 'API Gateway, requests').usd).toBeCloseTo((730 * 3.5) / 1e6, 9);
    expect(lineOf(plan, 'Lambda, time').usd).toBeCloseTo(730 * 5.8 * 0.5 * 0.0000133334, 9);
  });
});
