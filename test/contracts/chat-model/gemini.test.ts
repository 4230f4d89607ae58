import { createGeminiChatModel } from '../../../adapters/gemini/gemini-chat-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';
import { geminiHarness } from './gemini-harness.ts';

describeChatModelContract('Gemini', {
  ...geminiHarness,
  createModel(baseUrl, apiKey) {
    const http = createUndiciProviderHttp({ baseUrl });
    const model = createGeminiChatModel({ http, apiKey, clock: createSystemClock() });
    return { model, close: () => http.close() };
  },
});
