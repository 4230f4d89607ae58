import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toFile } from 'openai';
import { chatChunk, chatStream, roleChunk } from '../support/chat-wire.ts';
import { eventually } from '../support/running-gateway.ts';
import type { SeenRequest } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';
import { claudeStream, startTwoProviders, type TwoProviders } from '../support/two-providers.ts';

let providers: TwoProviders;

beforeAll(async () => {
  providers = await startTwoProviders();
});
afterAll(() => providers.close());

type Upstream = 'gpt' | 'claude';

const json = { 'content-type': 'application/json' };
const silent: ScriptedAnswer = { delayMs: 60_000 };
const headAlone: ScriptedAnswer = { headers: json, body: [{ send: '{"id":' }, { stall: true }] };
const half: Readonly<Record<Upstream, ScriptedAnswer>> = {
  gpt: {
    ...(chatStream().headers === undefined ? {} : { headers: chatStream().headers }),
    body: [{ send: roleChunk + chatChunk({ content: 'half' }) }, { stall: true }],
  },
  claude: {
    headers: { 'content-type': 'text/event-stream' },
    body: [{ send: halfOf(claudeStream({ text: 'half and more of it, which never comes' })) }, { stall: true }],
  },
};

function halfOf({ body }: ScriptedAnswer): Buffer {
  if (!Buffer.isBuffer(body)) throw new Error('no bytes');
  return body.subarray(0, body.indexOf('event: content_block_stop'));
}

const user = { role: 'user', content: 'Hi' };
const chat = { messages: [user], max_tokens: 9 };
const response = { input: 'Hi' };

/** Every surface on which a client waits, with its own provider's format and with the other's. */
const waiting: readonly (readonly [what: string, path: string, Upstream, body: object, streams: boolean])[] = [
  ...(['gpt', 'claude'] as const).flatMap((upstream) =>
    [false, true].flatMap((stream) => {
      const how = `${stream ? 'streamed' : 'whole'} from ${upstream}`;
      return [
        [`Chat ${how}`, '/chat/completions', upstream, { ...chat, stream }, stream] as const,
        [`Messages ${how}`, '/messages', upstream, { ...chat, stream }, stream] as const,
        [`Responses ${how}`, '/responses', upstream, { ...response, stream }, stream] as const,
        [
          `Responses not stored, ${how}`,
          '/responses',
          upstream,
          { ...response, stream, store: false },
          stream,
        ] as const,
      ];
    }),
  ),
  ['Chat in a session', '/chat/completions', 'gpt', chat, false],
  ['Messages that count', '/messages/count_tokens', 'claude', { messages: [user] }, false],
  ['Responses that count', '/responses/input_tokens', 'claude', response, false],
  ['embeddings', '/embeddings', 'gpt', { model: 'mock/text-embedding-3-small', input: 'Hi' }, false],
];

const seenBy = (upstream: Upstream, count: number): SeenRequest => {
  const seen = providers[upstream].requests[count];
  if (!seen) throw new Error('the provider was not asked');
  return seen;
};

/** The bound that is promised. */
async function leftWithinASecond(seen: SeenRequest): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 1000, false).unref());
  return Promise.race([seen.clientLeft.then(() => true), late]);
}

const cases = waiting.flatMap(([what, path, upstream, body, streams]) => [
  [what, 'before the provider said anything', path, upstream, body, silent] as const,
  [what, 'in the middle of the answer', path, upstream, body, streams ? half[upstream] : headAlone] as const,
]);

describe('a client that leaves', () => {
  test.each(cases)('%s, %s, is left by its provider’s connection within a second', async (...given) => {
    const [what, when, path, upstream, body, script] = given;
    providers[upstream].play(script);
    const count = providers[upstream].requests.length;
    const leaving = new AbortController();
    const headers = { ...json, ...(what.includes('session') ? { 'x-cato-session': `left-${when.length}` } : {}) };
    const asking = fetch(`${providers.gateway.url}/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model: upstream, ...body }),
      signal: leaving.signal,
    }).then(
      (answer) => answer.text().catch(() => null),
      () => null,
    );
    await eventually(() => providers[upstream].requests.length > count, `the call of ${what}`);
    const seen = seenBy(upstream, count);
    if (script !== silent) await eventually(() => seen.bytesSent() > 0, 'the first bytes');
    leaving.abort();
    expect(await leftWithinASecond(seen)).toBe(true);
    await asking;
  });
});

describe('work that is called off', () => {
  const hanging = [
    ['before the provider said anything', silent],
    ['in the middle of the answer', half.gpt],
  ] as const;

  const begin = async (name: string): Promise<readonly [id: string, SeenRequest]> => {
    const count = providers.gpt.requests.length;
    const { id } = await providers.client.responses.create({ model: 'gpt', input: name, background: true });
    await eventually(() => providers.gpt.requests.length > count, 'the call');
    const seen = seenBy('gpt', count);
    return [id, seen];
  };

  test.each(hanging)('a background response that is cancelled, %s', async (_when, script) => {
    providers.gpt.play(script);
    const [id, seen] = await begin('cancelled');
    if (script !== silent) await eventually(() => seen.bytesSent() > 0, 'the first bytes');
    await providers.client.responses.cancel(id);
    expect(await leftWithinASecond(seen)).toBe(true);
  });

  test.each(hanging)('a background response that is deleted, %s', async (_when, script) => {
    providers.gpt.play(script);
    const [id, seen] = await begin('deleted');
    await providers.client.responses.delete(id);
    expect(await leftWithinASecond(seen)).toBe(true);
  });

  test.each(hanging)('a batch that is cancelled, %s', async (_when, script) => {
    providers.gpt.play(script);
    const count = providers.gpt.requests.length;
    const line = (id: number) => ({
      custom_id: `${id}`,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'gpt', messages: [user] },
    });
    const text = [1, 2, 3].map((id) => JSON.stringify(line(id))).join('\n');
    const { files, batches } = providers.client;
    const file = await files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
    const asked = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
    const { id } = await batches.create(asked);
    await eventually(() => providers.gpt.requests.length >= count + 3, 'the calls');
    await batches.cancel(id);
    const all = await Promise.all([0, 1, 2].map((each) => leftWithinASecond(seenBy('gpt', count + each))));
    expect(all).toEqual([true, true, true]);
  });
});
