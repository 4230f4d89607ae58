import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchQuestion } from './bench-question.ts';

const questionsFile = join(import.meta.dirname, '../../config/bench-questions.json');

/**
 * The questions that come with Cato, as many as are wanted: the kinds take turns, so a few are still a mixture.
 * More than there are begin again from the first.
 * @param count default: each once.
 */
export function loadQuestions(count: number | null): readonly BenchQuestion[] {
  const all = JSON.parse(readFileSync(questionsFile, 'utf8')) as readonly BenchQuestion[];
  return Array.from({ length: count ?? all.length }, (_, index) => all[index % all.length]).filter(isThere);
}

function isThere(question: BenchQuestion | undefined): question is BenchQuestion {
  return question !== undefined;
}
