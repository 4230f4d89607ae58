import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTierWeights } from '../core/routing/tier/tier-weights.ts';
import { expandFamilies, type PromptFamily } from './tier/expand-families.ts';
import { partOf, readTrainingSources, sha256, sourceFiles } from './tier/graded-prompts.ts';
import {
  decide,
  type Paraphrases,
  reportGraded,
  reportLearnt,
  reportParaphrases,
  reportTiers,
} from './tier/report-tier.ts';
import { trainTier } from './tier/train-tier.ts';

const help = `usage: node scripts/train-tier-weights.ts --data DIR [--cross-validate] [--mistakes]

Trains config/tier-weights.json and prints its figures. DIR must hold, as gzipped JSON lines:
${Object.entries(sourceFiles)
  .map(([file, is]) => `  ${file}\n    ${is}`)
  .join('\n')}
The prompts of our own are in test/fixtures/tiers/families.json.
--cross-validate trains five times, each time without a fifth of the subjects, and writes nothing.
--mistakes prints the held-out prompts of our own that get another tier.
`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'cross-validate': { type: 'boolean' },
    mistakes: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.data === undefined) {
  (values.help ? process.stdout : process.stderr).write(help);
  process.exit(values.help ? 0 : 2);
}

const seed = 20_261_121;
const root = join(import.meta.dirname, '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const sources = sourcesIn(values.data);
const familiesText = readFileSync(join(root, 'test/fixtures/tiers/families.json'), 'utf8');
const prompts = expandFamilies(JSON.parse(familiesText) as PromptFamily[]);
const own = prompts.filter(({ part }) => part === 'train');
for (const line of [...sources.checksums, `families.json ${sha256(familiesText)}`]) say(`input ${line}`);

function sourcesIn(folder: string): ReturnType<typeof readTrainingSources> {
  try {
    return readTrainingSources(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function train(heldOut: number): ReturnType<typeof trainTier> {
  const mmlu = sources.mmlu.filter(({ subject }) => partOf(subject) !== heldOut);
  const gsm8k = sources.gsm8k.filter(({ prompt }) => partOf(prompt) !== heldOut);
  return trainTier({ mmlu, gsm8k, clinc: sources.clinc, own, seed });
}

function report(heldOut: number, file: ReturnType<typeof trainTier>): void {
  const weights = readTierWeights(file);
  const mmlu = sources.mmlu.filter(({ subject }) => partOf(subject) === heldOut);
  const gsm8k = sources.gsm8k.filter(({ prompt }) => partOf(prompt) === heldOut);
  say(reportGraded(`MMLU, held-out subjects (part ${heldOut})`, mmlu, weights));
  say(reportGraded(`GSM8K, held-out (part ${heldOut})`, gsm8k, weights));
  say(reportGraded(`both together (part ${heldOut})`, [...mmlu, ...gsm8k], weights));
  say(reportLearnt(`MMLU, learning (part ${heldOut})`, mmlu, weights));
}

if (values['cross-validate']) {
  for (let part = 0; part < 5; part += 1) report(part, train(part));
} else {
  const file = train(0);
  const path = join(root, 'config/tier-weights.json');
  writeFileSync(path, JSON.stringify(file));
  execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', path], { cwd: root, stdio: 'ignore' });
  const text = readFileSync(path, 'utf8');
  say(`weights ${sha256(text)}, ${text.length} bytes, from ${own.length} prompts of our own`);
  report(0, file);
  const weights = readTierWeights(file);
  for (const part of ['test', 'fresh']) {
    const heldOut = prompts.filter((prompt) => prompt.part === part);
    say(`prompts of our own, ${part}: ${heldOut.length}`);
    for (const line of reportTiers(heldOut, weights)) say(line);
    for (const prompt of values.mistakes ? heldOut : []) {
      const tier = decide(prompt, weights);
      if (tier !== prompt.tier) say(`${prompt.tier} → ${tier}: ${prompt.turns.join(' / ').slice(0, 140)}`);
    }
  }
  const paraphrases = JSON.parse(readFileSync(join(root, 'test/fixtures/tiers/paraphrases.json'), 'utf8'));
  say(reportParaphrases(paraphrases as Paraphrases[], weights));
}
