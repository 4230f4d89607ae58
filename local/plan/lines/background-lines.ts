import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import type { Load } from '../load.ts';
import { priceLine } from '../price-line.ts';
import type { Volume } from '../volume.ts';

/** States that an answer passes when its first attempt succeeds. */
export const statesOfAnswer = [
  'Begin',
  'Prepare',
  'NextStep',
  'Attempt',
  'DecideNext',
  'NextStep',
  'Finish',
  'Finished',
] as const;

/** Prepare, decideNext and finish: 256 MB, reads and writes. */
const shortTasks = 3;
const shortTaskGbSeconds = 0.25 * 0.15;
/** Events are kept page by page, each with its turn in one transaction. */
const pageSeconds = 0.2;
const gb = 1024 ** 3;

/** Answers that are worked on without their client. */
export function backgroundLines(
  { gateway, regions }: DeploySettings,
  { outputTokens, assumptions }: Load,
  { background, answerSeconds }: Volume,
): readonly CostLine[] {
  if (background === 0) return [];
  const component = 'background answers';
  const pages = Math.max(1, Math.ceil((answerSeconds - assumptions.firstTokenSeconds) / pageSeconds));
  const pageBytes = (outputTokens * assumptions.bytesPerOutputToken) / pages + 300;
  // A transaction costs twice; the turn's item is small while it runs.
  const writes = pages * 2 * (Math.ceil(pageBytes / 1024) + 2) + 4;
  const attemptGbSeconds = answerSeconds * (gateway.memoryMb / 1024);
  return [
    priceLine({
      component,
      item: 'Step Functions',
      price: 'transitions',
      quantity: (background * statesOfAnswer.length) / 1e3,
      how: `${figure(background)} answers × ${statesOfAnswer.length} states`,
    }),
    priceLine({
      component,
      item: 'Lambda of the tasks, requests',
      price: 'lambda-requests',
      quantity: (background * (shortTasks + 1)) / 1e6,
      how: `${figure(background)} answers × ${shortTasks + 1} tasks`,
    }),
    priceLine({
      component,
      item: 'Lambda of the tasks, time',
      price: 'lambda-duration',
      quantity: background * (attemptGbSeconds + shortTasks * shortTaskGbSeconds),
      how: `${figure(background)} answers × (${figure(answerSeconds)} s × ${figure(gateway.memoryMb / 1024)} GB + ${shortTasks} × ${figure(shortTaskGbSeconds)} GB-s)`,
    }),
    priceLine({
      component,
      item: 'DynamoDB, pages of events',
      price: 'table-writes',
      quantity: (background * writes * regions.length) / 1e6,
      how: `${figure(background)} answers × ${writes} units (${pages} pages, each in a transaction with its turn) × ${regions.length} regions`,
    }),
    priceLine({
      component,
      item: 'S3, requests kept',
      price: 'file-writes',
      quantity: background / 1e3,
      how: `${figure(background)} answers × 1 request above 1 KB`,
    }),
    priceLine({
      component,
      item: "The state machine's log",
      price: 'logs',
      quantity: (background * assumptions.logBytesPerBackgroundAnswer) / gb,
      how: `${figure(background)} answers × ${figure(assumptions.logBytesPerBackgroundAnswer)} bytes`,
    }),
  ];
}
