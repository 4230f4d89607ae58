import type { Scenario } from './scenario.ts';
import { chat } from './scenarios/chat.ts';
import { errors } from './scenarios/errors.ts';
import { kept } from './scenarios/kept.ts';
import { messagesScenarios } from './scenarios/messages.ts';
import { models } from './scenarios/models.ts';
import { responses } from './scenarios/responses.ts';

/** What any deployment must satisfy, in the order in which it is tried. */
export const scenarios: readonly Scenario[] = [
  ...models.slice(0, 1),
  ...chat,
  ...responses,
  ...messagesScenarios,
  ...models.slice(1),
  ...kept,
  ...errors,
];
