import { counted } from '../../core/errors/counted.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { Asked } from './ask-question.ts';
import type { BenchQuestion } from './bench-question.ts';

/** Questions under way at once: enough to be quick, too few to be throttled. */
export const concurrency = 2;
/** So many failures one after the other, and the rest is not asked. */
const maxFailuresInRow = 5;

/** What the next question would meet as well. */
const hopeless: ReadonlySet<ErrorKind> = new Set([
  'upstream-auth',
  'upstream-billing',
  'upstream-permission',
  'upstream-not-found',
  'not-installed',
  'model-not-found',
  'unsupported-parameter',
]);

export interface MeasureOptions {
  readonly ask: (question: BenchQuestion) => Promise<Asked>;
  readonly signal: AbortSignal;
  /** Told after every question how many have an outcome. */
  readonly onProgress: (asked: number) => void;
}

export interface Measurement {
  /** Every question that came to an end. */
  readonly asked: readonly Exclude<Asked, { readonly outcome: 'interrupted' }>[];
  /** Why not every question was asked; `null` = they were. */
  readonly stopped: string | null;
}

/** Asks the questions, two at a time; ends early when it is told to or when asking on is of no use. */
export async function measureTarget(
  questions: readonly BenchQuestion[],
  { ask, signal, onProgress }: MeasureOptions,
): Promise<Measurement> {
  const asked: Exclude<Asked, { readonly outcome: 'interrupted' }>[] = [];
  let [next, failuresInRow] = [0, 0];
  let stopped: string | null = null;
  const askInTurn = async (): Promise<void> => {
    while (stopped === null && !signal.aborted) {
      const question = questions[next];
      if (question === undefined) return;
      next += 1;
      const outcome = await ask(question);
      if (outcome.outcome === 'interrupted') break;
      asked.push(outcome);
      onProgress(asked.length);
      failuresInRow = outcome.outcome === 'failed' ? failuresInRow + 1 : 0;
      if (outcome.outcome !== 'failed') continue;
      if (hopeless.has(outcome.kind)) stopped ??= outcome.kind;
      else if (failuresInRow >= maxFailuresInRow) stopped ??= `${counted(failuresInRow, 'failure')} in a row`;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, askInTurn));
  const isWhole = asked.length === questions.length;
  return { asked, stopped: isWhole ? null : (stopped ?? (signal.aborted ? 'interrupted' : null)) };
}
