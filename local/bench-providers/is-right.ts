import { isDeepStrictEqual } from 'node:util';
import type { AnswerCheck } from './bench-question.ts';

/** Whether an answer passes its question's check. */
export function isRight(answer: string, check: AnswerCheck): boolean {
  const text = answer.trim();
  if ('exact' in check) {
    const plain = text.replace(/\.$/, '').toLowerCase();
    return check.exact.some((accepted) => accepted.toLowerCase() === plain);
  }
  if ('pattern' in check) return new RegExp(check.pattern, check.flags).test(text);
  try {
    return isDeepStrictEqual(JSON.parse(text), check.json);
  } catch {
    return false;
  }
}
