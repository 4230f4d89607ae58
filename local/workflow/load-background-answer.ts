import { backgroundAnswer, backgroundAnswerTasks } from '../../workflows/background-answer.ts';
import { loadMachine } from './load-machine.ts';
import type { Machine } from './machine.ts';

/** The machine of a background answer, its tasks named as its steps are. */
export function loadBackgroundAnswer(): Machine {
  const definition = backgroundAnswer({
    prepare: 'prepare',
    attempt: 'attempt',
    decideNext: 'decideNext',
    finish: 'finish',
    fail: 'fail',
  });
  return loadMachine(definition, backgroundAnswerTasks);
}
