import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { classifyTier } from '../../../core/routing/tier/classify-tier.ts';
import { type Tier, tiers } from '../../../core/routing/tier/tier.ts';
import { tierInputOfPrompt } from '../../../core/routing/tier/tier-input.ts';
import { expandFamilies, type PromptFamily } from '../../../scripts/tier/expand-families.ts';
import { decide, flipsOf, type Paraphrases } from '../../../scripts/tier/report-tier.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/tiers', name), 'utf8'));

const weights = loadTierWeights();
const families = read('families.json') as PromptFamily[];
const prompts = expandFamilies(families);
const heldOut = prompts.filter(({ part }) => part !== 'train');
const decided = heldOut.map((prompt) => ({ ...prompt, said: decide(prompt, weights) }));

test('there are at least 300 labelled prompts, and of every tier some to train on and some held out', () => {
  expect(prompts.length).toBeGreaterThanOrEqual(300);
  for (const tier of tiers) {
    expect(heldOut.filter((prompt) => prompt.tier === tier).length).toBeGreaterThanOrEqual(50);
    expect(prompts.filter(({ tier: is, part }) => is === tier && part === 'train').length).toBeGreaterThanOrEqual(50);
  }
});

test('no template and no prompt of the training part is held out too', () => {
  const templates = (isTraining: boolean) =>
    families
      .filter(({ part }) => (part === 'train') === isTraining)
      .flatMap((family) => family.prompts.map((prompt) => JSON.stringify(prompt).toLowerCase()));
  const trained = new Set(templates(true));
  expect(templates(false).filter((template) => trained.has(template))).toEqual([]);
  const texts = new Set(prompts.filter(({ part }) => part === 'train').map(({ turns }) => turns.join('\n')));
  expect(heldOut.filter(({ turns }) => texts.has(turns.join('\n')))).toEqual([]);
});

describe('of held-out prompts', () => {
  const least: Readonly<Record<Tier, { readonly recall: number; readonly precision: number }>> = {
    simple: { recall: 0.84, precision: 0.94 },
    complex: { recall: 0.95, precision: 0.79 },
    code: { recall: 0.83, precision: 0.86 },
    longContext: { recall: 0.92, precision: 0.9 },
  };

  test.each(tiers)('most %s ones are found, and most that are called so are', (tier) => {
    const is = decided.filter((prompt) => prompt.tier === tier);
    const said = decided.filter((prompt) => prompt.said === tier);
    const right = is.filter((prompt) => prompt.said === tier).length;
    expect(right / is.length).toBeGreaterThanOrEqual(least[tier].recall);
    expect(right / said.length).toBeGreaterThanOrEqual(least[tier].precision);
  });

  test('at most one in fifty that needs more is called simple', () => {
    const demanding = decided.filter(({ tier }) => tier !== 'simple');
    expect(demanding.filter(({ said }) => said === 'simple').length / demanding.length).toBeLessThanOrEqual(0.02);
  });

  test('lookalikes of code and of long documents keep their tier in four of five cases', () => {
    const lookalikes = decided.filter(({ family }) => family.includes('lookalikes'));
    const right = lookalikes.filter(({ tier, said }) => tier === said);
    expect(lookalikes.length).toBeGreaterThanOrEqual(25);
    expect(right.length / lookalikes.length).toBeGreaterThanOrEqual(0.8);
  });

  test('letter case, blanks and final marks flip none, politeness and typos at most 3 in 100', () => {
    const { typos, politeness, ...others } = flipsOf(heldOut, weights);
    expect(others).toEqual({ upperCase: 0, lowerCase: 0, spaces: 0, finalMarks: 0 });
    expect((typos ?? 0) / heldOut.length).toBeLessThanOrEqual(0.03);
    expect((politeness ?? 0) / heldOut.length).toBeLessThanOrEqual(0.03);
  });
});

test('other words for the same question get its tier in 19 of 20 cases', () => {
  const asked = (read('paraphrases.json') as Paraphrases[]).flatMap(({ tier, prompts: wordings }) =>
    wordings.map((prompt) => ({ tier, said: classifyTier(tierInputOfPrompt(prompt), weights).tier })),
  );
  expect(asked.length).toBeGreaterThanOrEqual(70);
  expect(asked.filter(({ tier, said }) => tier === said).length / asked.length).toBeGreaterThanOrEqual(0.95);
});
