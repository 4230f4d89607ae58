import { tokenAuthorization } from '../../../adapters/provider-http/credential-authorization.ts';
import { createTokenCache } from '../../../adapters/provider-http/credential-token-cache.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { azureHarness, azureModel } from './azure-harness.ts';
import { describeChatModelContract } from './describe-chat-model-contract.ts';

describeChatModelContract('Azure OpenAI', {
  ...azureHarness,
  createModel: azureModel('2024-10-21', (key) => {
    const fetchToken = async () => ({ token: key, lifeMs: 3_600_000 });
    return tokenAuthorization(createTokenCache({ fetchToken, clock: createSystemClock() }));
  }),
});
