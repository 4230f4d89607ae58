import { expect, test } from '@jest/globals';
import { createAnthropicChatModel } from '../../../adapters/anthropic/anthropic-chat-model.ts';
import { type BedrockHostOptions, bedrockHostUrl } from '../../../adapters/bedrock/bedrock-host.ts';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import { createCall } from '../../contracts/chat-model/model-call.ts';
import { readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { startScriptedUpstream } from '../../support/scripted-upstream.ts';

const region = 'eu-west-1';
const shapes: readonly (readonly [BedrockHostOptions, string, string])[] = [
  [{ format: 'openai', host: 'runtime', region }, 'https://bedrock-runtime.eu-west-1.amazonaws.com', '/openai/v1'],
  [{ format: 'openai', host: 'mantle', region }, 'https://bedrock-mantle.eu-west-1.api.aws', '/v1'],
  [{ format: 'anthropic', host: 'mantle', region }, 'https://bedrock-mantle.eu-west-1.api.aws', '/anthropic'],
];

test.each(shapes)('%j is at %s%s', (options, origin, path) => {
  expect(bedrockHostUrl(options)).toBe(origin + path);
});

test('Messages at the runtime host are refused, as they are for signed requests only', () => {
  expect(() => bedrockHostUrl({ format: 'anthropic', host: 'runtime', region })).toThrow(RangeError);
});

test.each(shapes)('with it, the adapter of %j calls the documented path with the key', async (options) => {
  const upstream = await startScriptedUpstream();
  const { pathname } = new URL(bedrockHostUrl(options));
  const http = createUndiciProviderHttp({ baseUrl: upstream.url + pathname });
  const common = { http, apiKey: new Secret('bedrock-key'), clock: createSystemClock() };
  const isOpenAi = options.format === 'openai';
  upstream.play(readWholeFixture(isOpenAi ? 'openai' : 'anthropic', 'text'));
  const model = isOpenAi
    ? createOpenAiCompatibleChatModel({ ...common, streamUsage: true, userAgent: 'cato/test' })
    : createAnthropicChatModel(common);
  await model.complete(createCall({ stream: false }));
  const [seen] = upstream.requests;
  expect(seen?.path).toBe(`${pathname}${isOpenAi ? '/chat/completions' : '/v1/messages'}`);
  const sent = isOpenAi ? { authorization: 'Bearer bedrock-key' } : { 'x-api-key': 'bedrock-key' };
  expect(seen?.headers).toMatchObject(sent);
  await http.close();
  await upstream.close();
});
