import { expect, test } from '@jest/globals';
import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import { createBedrockClient } from '../../../adapters/bedrock/bedrock-client.ts';
import { parseProxy } from '../../../adapters/provider-http/proxy-setting.ts';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { callOf, handClock } from './bedrock-call.ts';

test('calls go through a proxy where one is set, and its credentials show in no error', async () => {
  const server = await startConnectProxy();
  server.answer = 502;
  const clients = createSdkClients((connectMs) =>
    createBedrockClient({
      region: 'us-east-1',
      endpoint: 'https://bedrock.invalid',
      connectMs,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      proxy: parseProxy(`http://tide:sesame@${server.host}`),
    }),
  );
  const model = createBedrockChatModel({ clients, clock: handClock() });
  const error = await model.complete(callOf()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'unreachable', message: expect.not.stringMatching(/sesame|dGlkZTpz/) });
  expect(server.tunnels).toEqual([
    {
      to: 'bedrock.invalid:443',
      headers: expect.objectContaining({ 'proxy-authorization': 'Basic dGlkZTpzZXNhbWU=' }),
    },
  ]);
  await clients.close();
  await server.close();
});
