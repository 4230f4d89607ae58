import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A prompt with what two models' answers to it were worth. */
export interface GradedPrompt {
  readonly prompt: string;
  readonly subject: string;
  readonly weak: number;
  readonly strong: number;
}

export interface TrainingSources {
  readonly mmlu: readonly GradedPrompt[];
  readonly gsm8k: readonly GradedPrompt[];
  /** Everyday requests to an assistant. */
  readonly clinc: readonly string[];
  /** Name and SHA-256 of every file that was read. */
  readonly checksums: readonly string[];
}

/** What each file is and where the public can get it. */
export const sourceFiles: Readonly<Record<string, string>> = {
  'routellm/mmlu.jsonl.gz':
    '{"prompt", "subject", "weak": 0|1, "strong": 0|1}: MMLU prompts (MIT) with the graded answers of mixtral-8x7b-instruct and gpt-4-1106-preview, from lm-sys/RouteLLM on GitHub, routellm/evals/mmlu/responses (Apache-2.0)',
  'routellm/gsm8k.jsonl.gz':
    'the same with "subject": "gsm8k" for GSM8K (MIT), from routellm/evals/gsm8k/gsm8k_responses.csv there (Apache-2.0)',
  'clinc150/queries.jsonl.gz':
    '{"split", "text"}: everyday requests, from clinc/oos-eval on GitHub, data/data_full.json (CC BY 3.0)',
};

/** Reads `routellm/{mmlu,gsm8k}.jsonl.gz` and `clinc150/queries.jsonl.gz`. @throws Error that says what is missing and where to get it. */
export function readTrainingSources(folder: string): TrainingSources {
  const checksums: string[] = [];
  const rows = (file: string): unknown[] => {
    const bytes = readSource(folder, file);
    checksums.push(`${file} ${sha256(bytes)}`);
    return gunzipSync(bytes)
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  return {
    mmlu: rows('routellm/mmlu.jsonl.gz') as GradedPrompt[],
    gsm8k: rows('routellm/gsm8k.jsonl.gz') as GradedPrompt[],
    clinc: (rows('clinc150/queries.jsonl.gz') as { split: string; text: string }[])
      .filter(({ split }) => split === 'train')
      .map(({ text }) => text),
    checksums,
  };
}

function readSource(folder: string, file: string): Buffer {
  const path = join(folder, file);
  if (existsSync(path)) return readFileSync(path);
  throw new Error(`${path} is missing. It holds gzipped JSON lines, ${sourceFiles[file]}.`);
}

/** One of five parts, decided by the text alone; part 0 is never trained on. */
export function partOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) % 5;
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
