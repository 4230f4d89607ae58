import { describe, expect, test } from '@jest/globals';
import OpenAI, { APIError } from 'openai';
import { breaks } from './behaviours.ts';
import { chat, type FaultGateway, type FaultTarget, messages } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { otherWords, tide, tideCall } from './replies.ts';

const startGateway = gatewayPerTest();

async function start(targets: Readonly<Record<string, FaultTarget>>): Promise<FaultGateway & { client: OpenAI }> {
  const gateway = await startGateway(targets);
  return { ...gateway, client: new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'any', maxRetries: 0 }) };
}

const question = { model: 'route', messages: [{ role: 'user' as const, content: 'How is the tide?' }] };

const seconds = [
  ['restarted', {}, chat.answer(tide)],
  ['continued', { prefill: true }, chat.continuing(tide)],
  ['restarted in another format', { speaks: 'messages' as const }, messages.answer(tide)],
  ['continued in another format', { speaks: 'messages' as const, prefill: true }, messages.continuing(tide)],
] as const;

describe('the OpenAI client, of a stream that broke', () => {
  test.each(seconds)('and was %s, has one message', async (_how, target, behaviour) => {
    const { client, upstream } = await start({ first: {}, second: target });
    upstream('first').play(chat.breakAfter(tide, 9, 'reset'));
    upstream('second').play(behaviour);
    const ids = new Set<string>();
    const roles: unknown[] = [];
    const finishReasons: unknown[] = [];
    let text = '';
    for await (const chunk of await client.chat.completions.create({ ...question, stream: true })) {
      ids.add(chunk.id);
      for (const { delta, finish_reason } of chunk.choices) {
        if (delta.role) roles.push(delta.role);
        if (finish_reason) finishReasons.push(finish_reason);
        text += delta.content ?? '';
      }
    }
    expect(text).toBe(tide.text);
    expect(ids.size).toBe(1);
    expect(roles).toEqual(['assistant']);
    expect(finishReasons).toEqual(['stop']);
  });

  test.each(seconds)('and was %s, collects it with its helper', async (_how, target, behaviour) => {
    const { client, upstream } = await start({ first: {}, second: target });
    upstream('first').play(chat.breakAfter(tide, 9, 'close'));
    upstream('second').play(behaviour);
    const stream = client.chat.completions.stream({ ...question, stream_options: { include_usage: true } });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: tide.text } });
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
  });

  test('has one tool call with one input', async () => {
    const { client, upstream } = await start({ first: {}, second: { speaks: 'messages' } });
    upstream('first').play(chat.breakAfter(tideCall, 4, 'close'));
    upstream('second').play(messages.answer(tideCall));
    const completion = await client.chat.completions.stream(question).finalChatCompletion();
    const [call, ...more] = completion.choices[0]?.message.tool_calls ?? [];
    expect(more).toEqual([]);
    expect(call).toMatchObject({ function: { name: 'get_tide', arguments: tideCall.toolCalls?.[0]?.input } });
  });

  test.each(breaks)('throws when it could not be mended (%s)', async (how) => {
    const { client, upstream } = await start({ first: {}, second: {} });
    upstream('first').play(chat.breakAfter(tide, 9, how));
    upstream('second').play(chat.answer(otherWords));
    let text = '';
    const reading = (async () => {
      for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
        text += choices[0]?.delta.content ?? '';
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(APIError);
    expect(text).not.toBe('');
    expect(tide.text.startsWith(text)).toBe(true);
  });
});
