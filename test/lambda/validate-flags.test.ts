import { afterAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AppConfigFlagSource } from '../../adapters/appconfig/appconfig-flag-source.ts';
import { builtInFlags, cohortFlags, requestFlags, switchFlags } from '../../core/rollout/request-flags.ts';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { firstFlags, flagsSchema } from '../../lib/rollout/flags-document.ts';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import { invokeValue } from '../support/lambda/invoke-value.ts';

const validator = new DeployedFunction({
  folder: bundleFolder({ entry: 'validate-flags' }),
  variables: {},
  timeoutMs: 15_000,
});
afterAll(() => validator.forget());

/** As AppConfig asks; made from its public documentation, not recorded. */
const validate = (text: string): Promise<unknown> =>
  invokeValue(validator, { configurationVersion: '2', content: Buffer.from(text).toString('base64'), uri: 'hosted' });

const { $schema } = flagsSchema;
const schema = z.fromJSONSchema(flagsSchema as Parameters<typeof z.fromJSONSchema>[0]);
const takes = (document: unknown): boolean => schema.safeParse(document).success;

test('the schema is of the draft that AppConfig checks by', () => {
  expect($schema).toBe('http://json-schema.org/draft-04/schema#');
});

test('the first flags are all there are, and say what is built in', async () => {
  expect(Object.keys(firstFlags).sort()).toEqual([...cohortFlags, ...switchFlags].sort());
  const source = new AppConfigFlagSource({
    latest: async () => ({ version: '1', text: JSON.stringify(firstFlags) }),
  });
  for (const principal of ['anonymous', 'user-1']) {
    expect(await requestFlags(source, principal)).toEqual(builtInFlags);
  }
});

describe('flags', () => {
  test.each([
    ['the first ones', firstFlags],
    ['a share', { ...firstFlags, use_new_orchestrator: { percentage: 12.34 } }],
    ['nobody', { ...firstFlags, use_new_orchestrator: { percentage: 0, enabled: false } }],
    ['switched off', { ...firstFlags, background_answers: { enabled: false }, stream_recovery: { enabled: false } }],
  ])('that both validators take: %s', async (_what, document) => {
    expect(takes(document)).toBe(true);
    await validate(JSON.stringify(document));
  });

  test.each([
    ['none', {}],
    ['one that is left out', { use_new_orchestrator: { percentage: 0 } }],
    ['above 100', { ...firstFlags, use_new_orchestrator: { percentage: 1000 } }],
    ['below 0', { ...firstFlags, use_new_orchestrator: { percentage: -1 } }],
    ['no share', { ...firstFlags, use_new_orchestrator: { enabled: true } }],
    ['a switch that is no switch', { ...firstFlags, background_answers: { percentage: 50 } }],
    ['text for a switch', { ...firstFlags, stream_recovery: { enabled: 'false' } }],
    ['a name that nobody knows', { ...firstFlags, backgroundAnswers: { enabled: false } }],
    ['a list', []],
  ])('that both validators refuse: %s', async (_what, document) => {
    expect(takes(document)).toBe(false);
    await expect(validate(JSON.stringify(document))).rejects.toThrow();
  });

  test('that only the function refuses, with the reason: a share finer than a bucket, and no JSON', async () => {
    const fine = JSON.stringify({ ...firstFlags, use_new_orchestrator: { percentage: 0.001 } });
    await expect(validate(fine)).rejects.toThrow('use_new_orchestrator: percentage: expected hundredths');
    await expect(validate('{')).rejects.toThrow('the flags are no JSON');
  });
});
