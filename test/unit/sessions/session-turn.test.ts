import { describe, expect, test } from '@jest/globals';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { holdSession } from '../../../core/chat/hold-session.ts';
import { inStoreTime } from '../../../core/chat/in-store-time.ts';
import type { ClientCodec } from '../../../core/ports/wire-codec.ts';
import { usualPathLimits } from '../../../core/sessions/session-limits.ts';
import type { SessionOfRequest } from '../../../core/sessions/session-of-request.ts';
import { SessionTurn } from '../../../core/sessions/session-turn.ts';
import { anonymousScope, type Sessions } from '../../../core/sessions/sessions.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { changedStore } from '../../support/changed-gateway.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const clock = new FakeClock();
const mine: SessionOfRequest = { by: 'head', name: 'mine', param: 'x-cato-session', ifMissing: 'create' };
const answer = {
  id: null,
  model: 'm',
  parts: [{ type: 'text', text: 'Hi' }],
  stopReason: 'stop',
  usage: null,
} as const;

let ids = 0;
function create(store = new InMemorySessionStore({ clock })): Sessions {
  const createId: Sessions['createId'] = (prefix) => {
    ids += 1;
    return `${prefix}_${ids}`;
  };
  return { store, keepMs: 60_000, createId, fingerprint: (...parts) => parts.join() };
}

function open(sessions: Sessions, codec: ClientCodec, session: SessionOfRequest | null, isStored = false) {
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }], input: 'Hello' };
  const asked = codec === openAiChat ? { ...body, input: undefined } : { ...body, messages: undefined };
  const { model } = body;
  return SessionTurn.open({ sessions, codec, body: asked, model, session, isStored, now: clock.now(), runsForMs: 500 });
}

const path = (sessions: Sessions) => sessions.store.pathOfHead(anonymousScope, 'mine', usualPathLimits);

describe('a turn', () => {
  test('that was begun later than anybody waited for is ended all the same', async () => {
    const usual = create();
    let begin = (): void => {};
    const told = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const append: typeof usual.store.append = async (...turn) => {
      await told;
      return usual.store.append(...turn);
    };
    const sessions = { ...usual, store: changedStore(usual.store, { append }) };
    const turn = await open(sessions, openAiChat, mine);
    const refused = expect(inStoreTime(clock, turn.begin(clock.now() + 500))).rejects.toMatchObject({ kind: 'busy' });
    await clock.advance(5000);
    await refused;
    const failing = turn.fail(false, clock.now());
    begin();
    await failing;
    expect((await path(sessions))?.turns).toMatchObject([{ status: 'failed' }]);
    await (await open(usual, openAiChat, mine)).begin(clock.now() + 500);
  });

  test('lives where what it follows does', async () => {
    const usual = create();
    const asked: (string | undefined)[] = [];
    const createId: Sessions['createId'] = (prefix, beside) => {
      if (prefix === 'resp') asked.push(beside);
      return usual.createId(prefix);
    };
    const sessions = { ...usual, createId };
    const first = await open(sessions, openAiResponses, null, true);
    await first.begin(clock.now() + 500);
    await first.finish(answer, { id: first.id, status: 'completed' }, 'p/m', clock.now());
    await open(sessions, openAiResponses, { by: 'response', turnId: first.id, param: 'previous_response_id' });
    await open(sessions, openAiChat, mine);
    expect(asked).toEqual([undefined, first.id, 'mine']);
  });

  test('that was given up is ended by the next', async () => {
    const sessions = create();
    await (await open(sessions, openAiChat, mine)).begin(clock.now() + 500);
    await expect(open(sessions, openAiChat, mine)).rejects.toMatchObject({ kind: 'conflict', code: 'session_busy' });
    await clock.advance(501);
    const next = await open(sessions, openAiChat, mine);
    await next.begin(clock.now() + 500);
    await next.finish(answer, null, 'p/m', clock.now());
    expect((await path(sessions))?.turns.map(({ status }) => status)).toEqual(['failed', 'completed']);
  });

  test('keeps its session as long as its process lives', async () => {
    const sessions = create();
    const letGo = await holdSession(await open(sessions, openAiChat, mine), { clock });
    await clock.advance(40_000);
    const next = () => open(sessions, openAiChat, mine);
    await expect(next()).rejects.toMatchObject({ code: 'session_busy' });
    letGo();
    await clock.advance(14_999);
    expect(clock.pending).toBe(0);
    await expect(next()).rejects.toMatchObject({ code: 'session_busy' });
    await clock.advance(1);
    const second = await next();
    const stop = await holdSession(second, { clock });
    // Somebody else has given it free: there is nothing to keep any more.
    await second.fail(true, clock.now());
    await clock.advance(5_000);
    expect(clock.pending).toBe(0);
    stop();
    const alone = await holdSession(await open(sessions, openAiChat, null), { clock });
    await clock.advance(5_000);
    expect(clock.pending).toBe(0);
    alone();
  });

  test('says what goes on when its process lets go of it', async () => {
    const usual = create();
    const extending = Promise.withResolvers<boolean>();
    const sessions = { ...usual, store: changedStore(usual.store, { extendTurn: () => extending.promise }) };
    const going: Promise<unknown>[] = [];
    const afterwards = (work: Promise<unknown>): void => void going.push(work);
    const letGo = await holdSession(await open(sessions, openAiChat, mine), { clock, afterwards });
    expect(going).toHaveLength(0);
    await clock.advance(5_000);
    letGo();
    expect(going).toHaveLength(1);
    extending.resolve(true);
    await Promise.all(going);
    expect(clock.pending).toBe(0);
  });

  test('that is stored with its request is taken up again by whoever answers it', async () => {
    const sessions = create();
    const first = await open(sessions, openAiResponses, null, true);
    await first.finish({ ...answer }, { id: first.id, output: [] }, 'p/m', clock.now());
    const session = { by: 'response', turnId: first.id, param: 'previous_response_id' } as const;
    const begun = await open(sessions, openAiResponses, session, true);
    await begun.beginStored({ id: begun.id, status: 'queued' });
    await clock.advance(100);
    const resumed = await SessionTurn.resume({ sessions, codec: openAiResponses }, begun.id);
    if (resumed === null) throw new Error('it is not there');
    expect([resumed.id, resumed.createdAt]).toEqual([begun.id, begun.createdAt]);
    expect(resumed.body).toEqual(begun.body);
    expect(resumed.request()).toEqual(begun.request());
    expect(resumed.request().messages).toHaveLength(2);
    const view = {
      id: begun.id,
      status: 'completed',
      output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [] }],
    };
    await resumed.finish(answer, view, 'p/m', clock.now());
    expect(await sessions.store.turn(anonymousScope, begun.id)).toMatchObject({
      ...{ status: 'completed', view, request: null, parentId: first.id, output: [{ id: 'msg_1' }] },
    });
    expect(await SessionTurn.resume({ sessions, codec: openAiResponses }, begun.id)).toBeNull();
  });

  test('that sends its session’s history once more is taken up without it', async () => {
    const sessions = create();
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
    const first = await open(sessions, openAiResponses, mine, true);
    await first.begin(clock.now() + 500);
    await first.finish(answer, { id: first.id, output: [{ ...said, id: 'msg_1' }] }, 'p/m', clock.now());
    const body = { model: 'm', input: [{ role: 'user', content: 'Hello' }, said, { role: 'user', content: 'More' }] };
    const options = { sessions, codec: openAiResponses, body, model: 'm', session: mine, isStored: true };
    const begun = await SessionTurn.open({ ...options, now: clock.now(), runsForMs: 500 });
    await begun.beginStored({ id: begun.id, status: 'queued' });
    const resumed = await SessionTurn.resume({ sessions, codec: openAiResponses }, begun.id);
    expect(resumed?.request().messages).toHaveLength(3);
    expect(resumed?.body).toEqual(begun.body);
  });

  test('that cannot be ended says so', async () => {
    const sessions = create();
    const turn = await open(sessions, openAiChat, mine);
    await turn.begin(clock.now() + 500);
    await sessions.store.deleteTurn(anonymousScope, turn.id);
    await expect(turn.finish(answer, null, 'p/m', clock.now())).rejects.toThrow('could not be ended (unknown)');
  });

  test('that follows a response which is deleted meanwhile is not kept', async () => {
    const sessions = create();
    const first = await open(sessions, openAiResponses, null, true);
    await first.finish(answer, { id: first.id, output: [] }, 'p/m', clock.now());
    const session = { by: 'response', turnId: first.id, param: 'previous_response_id' } as const;
    const second = await open(sessions, openAiResponses, session, true);
    await sessions.store.deleteTurn(anonymousScope, first.id);
    const finishing = second.finish(answer, { id: second.id, output: [] }, 'p/m', clock.now());
    await expect(finishing).rejects.toThrow('no-parent');
    expect(await sessions.store.turn(anonymousScope, second.id)).toBeNull();
  });
});
