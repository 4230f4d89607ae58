import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { readWholeFixture } from '../chat-model/read-fixture.ts';
import type { EmbeddingModelHarness } from './embedding-model-harness.ts';

/** How both of Google's places refuse. */
export const googleEmbeddingErrors: EmbeddingModelHarness['errors'] = {
  'upstream-auth': readWholeFixture('gemini', 'error-unauthorized'),
  'upstream-permission': readWholeFixture('gemini', 'error-forbidden'),
  'upstream-not-found': readWholeFixture('gemini', 'error-model-not-found'),
  'invalid-request': readWholeFixture('gemini', 'error-invalid-request'),
  'rate-limit': readWholeFixture('gemini', 'error-rate-limit'),
  'upstream-fault': readWholeFixture('gemini', 'error-fault'),
  overloaded: readWholeFixture('gemini', 'error-overloaded'),
};

export function json(body: unknown): ScriptedAnswer {
  return {
    headers: { 'content-type': 'application/json', 'x-request-id': 'up-req-1' },
    body: JSON.stringify(body),
  };
}
