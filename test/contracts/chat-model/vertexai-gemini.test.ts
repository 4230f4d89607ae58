import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { geminiHarness } from './gemini-harness.ts';
import { readWholeFixture } from './read-fixture.ts';
import { createVertexModel } from './vertexai-model.ts';

describeChatModelContract('Gemini on Vertex AI', {
  ...geminiHarness,
  errors: { ...geminiHarness.errors, 'upstream-auth': readWholeFixture('gemini', 'error-unauthenticated') },
  createModel: createVertexModel,
});
