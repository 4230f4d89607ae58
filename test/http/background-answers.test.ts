import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  chatChunk,
  chatError,
  chatSteps,
  chatStream,
  done,
  roleChunk,
  stopChunk,
  usageChunk,
} from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import { claudeStream, lastBody, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

const ended = (status: string | undefined) => status !== 'queued' && status !== 'in_progress';

async function waitFor(id: string): Promise<Awaited<ReturnType<TwoProviders['client']['responses']['retrieve']>>> {
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await providers.client.responses.retrieve(id);
    if (ended(response.status)) return response;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${id} did not end`);
}

describe('a background response', () => {
  test('is queued at once, and answered by itself', async () => {
    providers.claude.play(claudeStream({ text: 'made later' }));
    const { id, status } = await providers.client.responses.create({ model: 'claude', input: 'Hi', background: true });
    expect(status).toBe('queued');
    const made = await waitFor(id);
    expect(made).toMatchObject({ status: 'completed', background: true, output_text: 'made later' });
    const types: string[] = [];
    for await (const { type } of await providers.client.responses.retrieve(id, { stream: true })) types.push(type);
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed']);
  });

  test('can be continued, and continues what was said before', async () => {
    providers.gpt.play(chatStream('first'));
    const before = await providers.client.responses.create({ model: 'gpt', input: 'One', background: true });
    await waitFor(before.id);
    providers.gpt.play(chatStream('second'));
    const asked = { model: 'gpt', input: 'Two', background: true, previous_response_id: before.id };
    const { id } = await providers.client.responses.create(asked);
    expect((await waitFor(id)).output_text).toBe('second');
    expect(JSON.stringify(lastBody(providers.gpt))).toMatch(/One.*first.*Two/s);
  });

  test('goes on when the client leaves its stream, and is taken up again where it was left', async () => {
    providers.gpt.play(
      chatSteps(
        { send: roleChunk + chatChunk({ content: 'half ' }) },
        { waitMs: 300 },
        {
          send: `${chatChunk({ content: 'whole' })}${stopChunk}${usageChunk}${done}`,
        },
      ),
    );
    const asked = { model: 'gpt', input: 'Hi', background: true, stream: true } as const;
    const stream = await providers.client.responses.create(asked);
    let id = '';
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') break;
    }
    stream.controller.abort();
    expect((await waitFor(id)).output_text).toBe('half whole');
    const rest = await providers.client.responses.retrieve(id, { stream: true, starting_after: 4 });
    const numbers: number[] = [];
    for await (const event of rest) numbers.push(event.sequence_number);
    expect(numbers[0]).toBe(5);
  });

  test('that no provider can give ends as failed, with the reason', async () => {
    providers.gpt.play(chatError(400, { message: 'no such thing', type: 'invalid_request_error' }));
    const { id } = await providers.client.responses.create({ model: 'gpt', input: 'Hi', background: true });
    const made = await waitFor(id);
    expect(made.status).toBe('failed');
    expect(made.error?.code).toBe('invalid_prompt');
    expect(made.error?.message).toContain('no such thing');
    expect(made.error?.message).not.toContain('request id');
    const [event] = providers.gateway.events('request').filter(({ requestId }) => requestId === id);
    expect(event).toMatchObject({ status: 400, path: '(background)', error: { kind: 'invalid-request' } });
  });

  test('that fails is told as the stream of one that is waited for tells it', async () => {
    const cut = [{ send: roleChunk + chatChunk({ content: 'x' }) }, { waitMs: 5 }];
    for (const [error, code] of [
      [{ message: 'odd', type: 'invalid_request_error' }, 'invalid_prompt'],
      [{ message: 'odd', type: 'invalid_request_error', code: 'odd_thing' }, 'odd_thing'],
      [{ message: 'odd', type: 'server_error' }, 'upstream_fault'],
    ] as const) {
      providers.gpt.play(chatSteps(...cut, { send: `data: ${JSON.stringify({ error })}\n\n` }));
      const told: unknown[] = [];
      const stream = await providers.client.responses.create({ model: 'gpt', input: 'Hi', stream: true });
      for await (const event of stream) if (event.type === 'response.failed') told.push(event.response.error?.code);
      const { id } = await providers.client.responses.create({ model: 'gpt', input: 'Hi', background: true });
      told.push((await waitFor(id)).error?.code);
      expect(told).toEqual([code, code]);
    }
  });

  test('that is cancelled ends its call to the provider', async () => {
    providers.gpt.play(chatSteps({ send: roleChunk + chatChunk({ content: 'half' }) }, { stall: true }));
    const calls = providers.gpt.requests.length;
    const { id } = await providers.client.responses.create({ model: 'gpt', input: 'Hi', background: true });
    await eventually(() => providers.gpt.requests.length > calls, 'the provider was asked');
    expect((await providers.client.responses.cancel(id)).status).toBe('cancelled');
    await providers.gpt.requests.at(-1)?.clientLeft;
    expect((await waitFor(id)).status).toBe('cancelled');
  });
});
