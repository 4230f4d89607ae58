import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/** Reads `routellm/{mmlu,gsm8k}.jsonl.gz` and `clinc150/queries.jsonl.gz`. @throws Error when one is missing. */
export function readTrainingSources(folder: string): TrainingSources {
  const checksums: string[] = [];
  const rows = (file: string): unknown[] => {
    const bytes = readFileSync(join(folder, file));
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

/** One of five parts, decided by the text alone; part 0 is never trained on. */
export function partOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) % 5;
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
