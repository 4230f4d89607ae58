import definition from './background-answer.asl.json' with { type: 'json' };
import { fillResources } from './fill-resources.ts';

/** The tasks that the definition has placeholders for. */
export const backgroundAnswerTasks = ['prepare', 'attempt', 'decideNext', 'finish', 'fail'] as const;
export type BackgroundAnswerTask = (typeof backgroundAnswerTasks)[number];

/** The state machine of a background answer. @param resources an ARN, or a name, for each task. */
export function backgroundAnswer(resources: Readonly<Record<BackgroundAnswerTask, string>>): unknown {
  return fillResources(definition, resources);
}
