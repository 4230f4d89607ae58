import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { BackgroundAnswers } from '../../core/ports/background-answers.ts';
import { type ChangedGateway, startChangedGateway } from '../support/changed-gateway.ts';

/** Takes the work and leaves it to the test. */
class FakeBackground implements BackgroundAnswers {
  runsForMs = 60_000;
  readonly started: string[] = [];
  readonly cancelled: string[] = [];
  failure: GatewayError | null = null;

  async start(scope: string, turnId: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.started.push(`${scope} ${turnId}`);
  }

  async cancel(scope: string, turnId: string): Promise<void> {
    this.cancelled.push(`${scope} ${turnId}`);
  }
}

const scope = 'anonymous';
const events: readonly ConversationEvent[] = [
  { type: 'started', id: 'up', model: 'model-b' },
  { type: 'part-begins', index: 0, part: { type: 'text' } },
  { type: 'part-delta', index: 0, text: 'High at ' },
  { type: 'part-delta', index: 0, text: 'noon.' },
  { type: 'part-ends', index: 0 },
  { type: 'finished', stopReason: 'stop' },
];

let background: FakeBackground;
let running: ChangedGateway;
let client: OpenAI;

beforeEach(async () => {
  background = new FakeBackground();
  running = await startChangedGateway(() => ({ background }));
  client = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'any', maxRetries: 0 });
});
afterEach(() => running.close());

const asked = { model: 'auto', input: 'Tide?', background: true };
const store = () => running.gateway.sessions.store;

async function tell(id: string, from: number, to: number): Promise<void> {
  const page = { firstSequence: from, events: events.slice(from, to).map((event) => JSON.stringify(event)) };
  expect(await store().appendEvents(scope, id, page)).toEqual({ result: 'appended' });
}

async function end(id: string, status: 'completed' | 'failed'): Promise<void> {
  const turn = await store().turn(scope, id);
  const item = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'High at noon.' }],
  };
  const error = status === 'failed' ? { code: 'server_error', message: 'no' } : null;
  const view = { ...turn?.view, status, error, output: error === null ? [item] : [] };
  const message = { role: 'assistant', parts: [{ type: 'text', text: 'High at noon.' }] } as const;
  const output = error === null ? [{ id: 'msg_1', message, item }] : [];
  await store().finish(scope, id, { status, output, view, target: 'p/model-b', finishedAt: Date.now() }, null);
}

interface Read {
  readonly types: string[];
  readonly numbers: number[];
  readonly last: unknown;
}

async function read(stream: AsyncIterable<{ type: string; sequence_number: number }>): Promise<Read> {
  const types: string[] = [];
  const numbers: number[] = [];
  let last: unknown = null;
  for await (const event of stream) {
    types.push(event.type);
    numbers.push(event.sequence_number);
    last = event;
  }
  return { types, numbers, last };
}

const wholeStream = [
  ...['response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added'],
  ...['response.output_text.delta', 'response.output_text.delta', 'response.output_text.done'],
  ...['response.content_part.done', 'response.output_item.done', 'response.completed'],
];

describe('a background response', () => {
  test('is queued at once, then on its way, then answered', async () => {
    const made = await client.responses.create(asked);
    expect(made).toMatchObject({ status: 'queued', background: true, output: [], usage: null });
    expect(background.started).toEqual([`${scope} ${made.id}`]);
    expect((await client.responses.retrieve(made.id)).status).toBe('queued');
    expect(await store().turn(scope, made.id)).toMatchObject({ request: asked, status: 'in_progress' });
    await tell(made.id, 0, 3);
    expect((await client.responses.retrieve(made.id)).status).toBe('in_progress');
    const next = { model: 'auto', input: 'And?', previous_response_id: made.id };
    await expect(client.responses.create(next)).rejects.toMatchObject({ status: 409, code: 'response_in_progress' });
    await end(made.id, 'completed');
    expect(await client.responses.retrieve(made.id)).toMatchObject({
      status: 'completed',
      output_text: 'High at noon.',
    });
    const later = await client.responses.create(next);
    expect(later.status).toBe('completed');
    expect((await client.responses.inputItems.list(later.id)).data).toHaveLength(3);
  });

  test('streams while it is made, from the beginning and from anywhere', async () => {
    const { id } = await client.responses.create(asked);
    await tell(id, 0, 3);
    const all = client.responses.retrieve(id, { stream: true }).then(read);
    await tell(id, 3, 4);
    const rest = client.responses.retrieve(id, { stream: true, starting_after: 3 }).then(read);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await tell(id, 4, 6);
    await end(id, 'completed');
    const numbers = wholeStream.map((_, index) => index);
    expect(await all).toMatchObject({ types: wholeStream, numbers });
    expect(await rest).toMatchObject({ types: wholeStream.slice(4), numbers: numbers.slice(4) });
    const stored = await (await running.send('GET', `/v1/responses/${id}`)).json();
    const again = await read(await client.responses.retrieve(id, { stream: true, starting_after: 7 }));
    expect(again.types).toEqual(wholeStream.slice(8));
    expect(again.last).toMatchObject({ response: stored });
  });

  test('that has ended is streamed from one of its events', async () => {
    const { id } = await client.responses.create(asked);
    const early = client.responses.retrieve(id, { stream: true, starting_after: 900 }).then(read);
    await tell(id, 0, 6);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await end(id, 'completed');
    // It was being made: more could have come.
    expect((await early).types).toEqual([]);
    const last = wholeStream.length - 1;
    const from = (after: number) => client.responses.retrieve(id, { stream: true, starting_after: after });
    expect((await read(await from(last - 1))).types).toEqual(['response.completed']);
    expect((await read(await from(last))).types).toEqual([]);
    for (const after of [last + 1, 900]) {
      await expect(from(after)).rejects.toMatchObject({ status: 400, param: 'starting_after', code: 'invalid_value' });
    }
  });

  test('streams to who asked for it, too', async () => {
    const streaming = client.responses.create({ ...asked, stream: true }).then(read);
    while (background.started.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const id = background.started[0]?.split(' ')[1] ?? '';
    await tell(id, 0, 6);
    await end(id, 'completed');
    expect((await streaming).types).toEqual(wholeStream);
  });

  test('that failed says so in its stream, also before its first word', async () => {
    for (const told of [0, 3]) {
      const { id } = await client.responses.create(asked);
      if (told > 0) await tell(id, 0, told);
      await end(id, 'failed');
      const { types, numbers, last } = await read(await client.responses.retrieve(id, { stream: true }));
      expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
      expect(last).toMatchObject({ type: 'response.failed', response: { id, error: { message: 'no' } } });
      expect(numbers).toEqual(numbers.map((_, index) => index));
    }
  });

  test('is cancelled while it is made, once', async () => {
    const { id } = await client.responses.create(asked);
    await tell(id, 0, 3);
    const following = client.responses.retrieve(id, { stream: true }).then(read);
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect(background.cancelled).toEqual([`${scope} ${id}`]);
    expect((await client.responses.retrieve(id)).status).toBe('cancelled');
    expect((await following).types.at(-1)).toBe('response.cancelled');
    const late = { firstSequence: 3, events: ['{}'] };
    expect(await store().appendEvents(scope, id, late)).toMatchObject({ result: 'already', status: 'cancelled' });
  });

  test('that is deleted while it is made ends its work and its streams', async () => {
    const { id } = await client.responses.create(asked);
    await tell(id, 0, 3);
    const following = client.responses.retrieve(id, { stream: true }).then(read);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await client.responses.delete(id);
    expect(background.cancelled).toEqual([`${scope} ${id}`]);
    expect((await following).types.at(-1)).toBe('response.failed');
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  test('whose maker is gone has failed', async () => {
    background.runsForMs = 1;
    const { id } = await client.responses.create(asked);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await client.responses.retrieve(id)).toMatchObject({
      status: 'failed',
      error: { code: expect.any(String) },
    });
  });

  test('holds its conversation until it has ended', async () => {
    const conversation = await client.conversations.create();
    const { id } = await client.responses.create({ ...asked, conversation: conversation.id });
    const next = () => client.responses.create({ model: 'auto', input: 'x', conversation: conversation.id });
    await expect(next()).rejects.toMatchObject({ status: 409, code: 'session_busy' });
    await client.responses.cancel(id);
    expect((await next()).status).toBe('completed');
  });

  test('that cannot be begun is refused and leaves nothing', async () => {
    background.failure = new GatewayError('busy', 'No room for more work.');
    const conversation = await client.conversations.create();
    const refused = client.responses.create({ ...asked, conversation: conversation.id });
    await expect(refused).rejects.toMatchObject({ status: 503 });
    const next = await client.responses.create({ model: 'auto', input: 'x', conversation: conversation.id });
    expect(next.status).toBe('completed');
    expect((await client.conversations.items.list(conversation.id)).data).toHaveLength(2);
  });

  test('has to be stored', async () => {
    const refused = client.responses.create({ ...asked, store: false });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'background' });
  });

  test('is streamed from a number only', async () => {
    const { id } = await client.responses.create(asked);
    const refused = await running.send('GET', `/v1/responses/${id}?stream=true&starting_after=x`);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { param: 'starting_after' } }]);
  });
});
