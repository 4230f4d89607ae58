import { describe } from '@jest/globals';
import type { ChatModelHarness } from './chat-model-harness.ts';
import { describeAnswers } from './describe-answers.ts';
import { describeErrors } from './describe-errors.ts';
import { describeFaults } from './describe-faults.ts';

/** What every chat model that asks a provider over the network keeps to. */
export function describeChatModelContract(name: string, harness: ChatModelHarness): void {
  describe(`${name} as a chat model`, () => {
    describe('answers', () => describeAnswers(harness));
    describe('errors', () => describeErrors(harness));
    describe('faults', () => describeFaults(harness));
  });
}
