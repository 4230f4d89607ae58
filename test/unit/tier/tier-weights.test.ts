import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { classifyTier } from '../../../core/routing/tier/classify-tier.ts';
import { leafMark } from '../../../core/routing/tier/forest-gain.ts';
import { tierInputOfPrompt } from '../../../core/routing/tier/tier-input.ts';
import { readTierWeights, type TierWeightsFile } from '../../../core/routing/tier/tier-weights.ts';
import { expandFamilies, type PromptFamily } from '../../../scripts/tier/expand-families.ts';
import { readTrainingSources } from '../../../scripts/tier/graded-prompts.ts';
import { trainTier } from '../../../scripts/tier/train-tier.ts';

const root = join(import.meta.dirname, '../../..');
const file = JSON.parse(readFileSync(join(root, 'config/tier-weights.json'), 'utf8')) as TierWeightsFile;
const families = JSON.parse(readFileSync(join(root, 'test/fixtures/tiers/families.json'), 'utf8')) as PromptFamily[];

function trainSmall(): TierWeightsFile {
  const prompts = expandFamilies(families).filter(({ part }) => part === 'train');
  const graded = Array.from({ length: 60 }, (_, at) => ({
    prompt: `Solve task ${at}: ${'what is the sum of these numbers and why '.repeat(at % 5)}`,
    subject: 'arithmetic',
    weak: at % 2,
    strong: 1,
  }));
  const own = prompts.filter(({ turns }, at) => at % 20 === 0 && turns.join('').length < 120);
  return trainTier({ mmlu: graded, gsm8k: [], clinc: ['set an alarm', 'what is the weather'], own, seed: 7 });
}

test('the weights that come with the program are read', () => {
  const weights = readTierWeights(file);
  expect(weights.forest.roots.length).toBeGreaterThan(10);
  expect(weights.forest.gains.length).toBe(weights.forest.branches.length);
});

test('every branch of the forest that comes with the program ends inside it', () => {
  const { roots, branches, places } = readTierWeights(file).forest;
  const starts = new Set([...roots, branches.length]);
  const faults = [...branches.keys()].filter((node) => {
    const branch = branches[node] ?? 0;
    const [feature, cut, step] = [branch & 0xff, (branch >>> 8) & 0xff, branch >>> 16];
    if (feature === leafMark) return false;
    const last = places[feature]?.length ?? 0;
    return starts.has(node + 1) || step < 2 || node + step >= branches.length || cut >= last;
  });
  expect(faults).toEqual([]);
});

test('weights of another format, for other features or damaged are refused with what to do', () => {
  const { heads, forest } = file;
  const vocabulary = heads.code.vocabulary.slice(0, 400);
  expect(() => readTierWeights({ ...file, format: 2 as 1 })).toThrow('format 2');
  expect(() => readTierWeights({ ...file, features: file.features.slice(1) })).toThrow('train them again');
  expect(() => readTierWeights({ ...file, heads: { ...heads, code: { ...heads.code, vocabulary } } })).toThrow(
    'train them again',
  );
  expect(() => readTierWeights({ ...file, forest: { ...forest, cuts: forest.cuts.slice(1) } })).toThrow(
    'train them again',
  );
  expect(() => readTierWeights({ ...file, forest: { ...forest, nodes: forest.nodes.slice(0, 8) } })).toThrow(
    'train them again',
  );
});

test('what the training writes is what the program reads, and the same each time', () => {
  const trained = trainSmall();
  expect(JSON.stringify(trainSmall())).toBe(JSON.stringify(trained));
  expect(Object.keys(trained).sort()).toEqual(Object.keys(file).sort());
  const weights = readTierWeights(JSON.parse(JSON.stringify(trained)) as TierWeightsFile);
  const input = tierInputOfPrompt('Write a Python function that reverses a list');
  expect(classifyTier(input, weights).tier).toBe('code');
});

test('training data that is absent is named, with the public place it comes from', () => {
  expect(() => readTrainingSources(join(root, 'test'))).toThrow(/mmlu\.jsonl\.gz is missing.*lm-sys\/RouteLLM/s);
});
