import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { ProviderQuirks } from '../../../config/provider-preset.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { ModelCall } from '../../../core/ports/chat-model.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { createCall, modelId } from './model-call.ts';
import { readWholeFixture } from './read-fixture.ts';

const key = 'tide.4f9a27c1d0b8e3';
let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1` });
  upstream.play(readWholeFixture('openai', 'text'));
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

const request: ConversationRequest = {
  messages: [
    { role: 'developer', parts: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'How high' },
        { type: 'text', text: 'is the tide?' },
      ],
    },
  ],
  maxOutputTokens: 500,
  store: true,
};
const body = {
  model: modelId,
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'How high' },
        { type: 'text', text: 'is the tide?' },
      ],
    },
  ],
  max_completion_tokens: 500,
  store: true,
  odd: [1],
};

const neutralCall = (): ModelCall => createCall({ request, stream: false });
const rawCall = (): ModelCall => ({
  ...createCall(),
  raw: { body, bytes: Buffer.from(JSON.stringify(body, null, 1)), includeUsage: true },
});

async function ask(quirks: ProviderQuirks, call: ModelCall) {
  const clock = createSystemClock();
  const model = createOpenAiCompatibleChatModel({
    ...{ http, apiKey: new Secret(key), streamUsage: true, clock, userAgent: 'cato/1' },
    quirks,
  });
  const { changes } = await model.complete(call);
  const sent = upstream.requests[0];
  return { changes, headers: sent?.headers, text: sent?.body, sent: JSON.parse(sent?.body ?? '') };
}

describe.each([
  ['of another format', neutralCall],
  ['of the same format', rawCall],
])('a request %s', (_name, callOf) => {
  test('is sent as the provider takes it, and every difference is said', async () => {
    const quirks = { outputLimitField: 'max_tokens', developerRole: false, store: false, textContent: true } as const;
    const { sent, changes } = await ask(quirks, callOf());
    expect(sent).toMatchObject({
      model: modelId,
      max_tokens: 500,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'How high\nis the tide?' },
      ],
    });
    expect(sent).not.toHaveProperty('max_completion_tokens');
    expect(sent).not.toHaveProperty('store');
    expect(changes).toEqual([
      'max_completion_tokens → max_tokens',
      'store dropped',
      'role developer → system',
      'lists of texts joined',
    ]);
  });

  test.each<[string, ProviderQuirks, readonly string[]]>([
    ['the output limit', { outputLimitField: 'max_tokens' }, ['max_completion_tokens → max_tokens']],
    ['the role', { developerRole: false }, ['role developer → system']],
    ['`store`', { store: false }, ['store dropped']],
    ['lists of texts', { textContent: true }, ['lists of texts joined']],
    ['nothing', {}, []],
  ])('differs in %s where that alone is known to differ', async (_what, quirks, said) => {
    const { changes } = await ask(quirks, callOf());
    expect(changes).toEqual(said);
  });

  test('carries the key in the further header, beside the usual one', async () => {
    const { headers, text } = await ask({ keyHeader: 'api-subscription-key' }, callOf());
    expect(headers).toMatchObject({ 'api-subscription-key': key, authorization: `Bearer ${key}` });
    expect(text).not.toContain(key);
  });
});

test('a provider without quirks gets the very bytes', async () => {
  expect((await ask({}, rawCall())).text).toBe(rawCall().raw?.bytes.toString());
});

test('what a client said of an output limit in the provider’s own word stays', async () => {
  const both = { ...body, max_tokens: 7 };
  const call = { ...rawCall(), raw: { body: both, bytes: Buffer.from(JSON.stringify(both)), includeUsage: true } };
  const { sent } = await ask({ outputLimitField: 'max_tokens' }, call);
  expect(sent.max_tokens).toBe(7);
  expect(sent).not.toHaveProperty('max_completion_tokens');
});

test('content that is more than text stays a list', async () => {
  const image = { type: 'image_url', image_url: { url: 'https://tide.example/a.png' } };
  const content = [{ type: 'text', text: 'See:' }, image];
  const mixed = { model: modelId, messages: [{ role: 'user', content }] };
  const call = { ...rawCall(), raw: { body: mixed, bytes: Buffer.from(JSON.stringify(mixed)), includeUsage: true } };
  const { sent, changes } = await ask({ textContent: true }, call);
  expect([sent.messages[0].content, changes]).toEqual([content, []]);
});
