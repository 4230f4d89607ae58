import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { Message } from '../conversation/message.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { ClientCodec, JsonObject } from '../ports/wire-codec.ts';
import { historyRoom } from '../routing/history-room.ts';
import type { ModelFacts } from '../routing/model-facts.ts';
import type { TextLengths } from '../routing/plan/request-survey.ts';
import { assembleMessages } from './assemble-messages.ts';
import { EarlierTurns } from './earlier-turns.ts';
import type { HeadMove } from './head.ts';
import { matchHistory } from './match-history.ts';
import { newItems } from './new-items.ts';
import { pathItems } from './path-items.ts';
import { type Earlier, endedWithout, readEarlier } from './read-earlier.ts';
import { readReferred } from './read-referred.ts';
import { refuseLongId } from './refuse-long-id.ts';
import { removedItems } from './removed-items.ts';
import {
  historyDiffers,
  historyEndsEarly,
  nothingNew,
  sessionBusy,
  unknownConversation,
  unknownResponse,
} from './session-errors.ts';
import { usualPathLimits } from './session-limits.ts';
import type { SessionOfRequest } from './session-of-request.ts';
import { anonymousScope, type Sessions } from './sessions.ts';
import type { NewTurn, TurnEnding, TurnItem } from './turn.ts';
import { type EndedAnswer, turnEnding } from './turn-ending.ts';

export interface TurnOptions {
  readonly sessions: Sessions;
  readonly codec: ClientCodec;
  readonly body: JsonObject;
  /** The model as the client asked for it. */
  readonly model: string;
  /** What the request builds upon; `null` = nothing, its answer is only kept. */
  readonly session: SessionOfRequest | null;
  /** Whether the answer can be asked for later, and continued, by its id. */
  readonly isStored: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long the turn may run, milliseconds. */
  readonly runsForMs: number;
  /** Of a turn that is stored already; absent = a new one. */
  readonly id?: string;
}

/** Bounded by `usualPathLimits`, by how long turns are kept, and by what the store has room for. */
const earlierLeftOut = 'earlier turns left out: they are beyond what one request reads of a session, or have expired';
const nothing: ReadonlyMap<string, TurnItem> = new Map();

/** The exchange that a request is, in the session it belongs to. Open it, begin it, then finish it or let it fail. */
export class SessionTurn {
  /** Also the id of the stored response. */
  readonly id: string;
  /** The body, with everything in it that was said before where its format can say it. */
  readonly body: JsonObject;
  /** What was said before and is not in the body. */
  readonly history: readonly Message[];
  /** A name that stays the same through the session. */
  readonly affinityName: string;
  /** It builds upon nothing: the body, as it came, says all. */
  readonly isFirst: boolean;
  readonly #unread: readonly string[];
  readonly #earlier: EarlierTurns;
  readonly #withHistory: (history: readonly TurnItem[]) => ConversationRequest;
  readonly #options: TurnOptions;
  readonly #parentId: string | null;
  readonly #input: readonly TurnItem[];
  #request: ConversationRequest | null = null;
  #hasBegun: boolean;
  /** Settles when the store has said whether the turn is there; nobody may have waited for it. */
  #beginning: Promise<unknown> = Promise.resolve();

  private constructor(options: TurnOptions, earlier: Earlier, referred: ReadonlyMap<string, TurnItem>) {
    const { sessions, codec, body, session } = options;
    this.#options = options;
    this.id = options.id ?? sessions.createId('resp', session?.by === 'head' ? session.name : session?.turnId);
    this.#hasBegun = options.id !== undefined;
    this.#unread = earlier.isWhole ? [] : [earlierLeftOut];
    const last = earlier.turns.at(-1);
    this.#parentId = last?.id ?? null;
    this.affinityName = session?.by === 'head' ? session.name : (earlier.turns[0]?.id ?? this.id);
    const known = pathItems(earlier.turns, earlier.removed);
    if (codec.items) {
      const { items } = codec;
      const everything = new Map([...known.map((item) => [item.id, item] as const), ...referred]);
      // Who follows a response by its id says itself what it follows.
      const added =
        session?.by === 'head' ? newItems(items.placedItems(body, this.id, everything), known, earlier.isWhole) : null;
      const input = added ?? items.placedItems(body, this.id, referred);
      if (options.isStored || session?.by === 'head') {
        for (const { item, place, isReference } of input) if (!isReference) refuseLongId(item.id, `input[${place}]`);
      }
      this.#input = input.map(({ item }) => item);
      const own = added ? items.withInputAt(body, new Set(added.map(({ place }) => place))) : body;
      this.isFirst = session === null && earlier.turns.length === 0 && items.references(body).length === 0;
      this.body = this.isFirst ? body : items.withHistory(own, known, referred);
      this.history = [];
      // Of a first one a provider of the same format may be all that needs to read it.
      if (!this.isFirst) this.#request = codec.decodeRequest(this.body);
      this.#earlier = new EarlierTurns(earlier.turns, earlier.removed, this.#input);
      this.#withHistory = (history) => codec.decodeRequest(items.withHistory(own, history, everything));
      return;
    }
    this.isFirst = false;
    const sent = codec.decodeRequest(body);
    const { input, isResent } = this.#newMessages(sent.messages, known, earlier.isWhole);
    this.#input = input;
    this.body = body;
    this.history = isResent ? [] : known.flatMap(({ message }) => message ?? []);
    this.#withHistory = (history) => ({ ...sent, messages: assembleMessages(history, input) });
    this.#request = this.#withHistory(known);
    this.#earlier = new EarlierTurns(earlier.turns, earlier.removed, input);
  }

  /**
   * Reads what the request builds upon.
   * @throws GatewayError `invalid-request` or `not-found` where there is no such thing, `conflict` where the session
   *   is busy or says something else than the client, `busy` where the store cannot be read.
   */
  static async open(options: TurnOptions): Promise<SessionTurn> {
    const { sessions, codec, body, session, now } = options;
    const earlier = await readEarlier(sessions.store, session, now);
    const referred = codec.items ? await readReferred(sessions.store, codec.items, body, earlier) : nothing;
    return new SessionTurn(options, earlier, referred);
  }

  /**
   * A turn that was stored with its request, as it was then: whoever answers it goes on from here. Only for formats
   * with items, for only their requests say which conversation they belong to.
   * @returns `null` when there is no such turn, or it has ended.
   */
  static async resume(
    { sessions, codec }: Pick<TurnOptions, 'sessions' | 'codec'>,
    turnId: string,
  ): Promise<SessionTurn | null> {
    const { store } = sessions;
    const turn = await store.turn(anonymousScope, turnId);
    const path = await store.pathOfTurn(anonymousScope, turnId, usualPathLimits);
    if (!turn?.request || !path || !codec.items) return null;
    const { id, request: body, model, createdAt: now, runsUntil } = turn;
    const name = turn.sessionName ?? codec.decodeHead(body).state?.conversationId ?? null;
    const session = name === null ? null : ({ by: 'head', name, param: null, ifMissing: 'refuse' } as const);
    const removed = await removedItems(store, path.turns);
    const earlier = { turns: path.turns.slice(0, -1), isWhole: path.isWhole, removed };
    const referred = await readReferred(store, codec.items, body, earlier);
    const options = { sessions, codec, body, model, session, isStored: true, now, runsForMs: runsUntil - now, id };
    return new SessionTurn(options, earlier, referred);
  }

  /** The body as the client sent it. */
  get sent(): JsonObject {
    return this.#options.body;
  }

  /** When it began, milliseconds since the epoch. */
  get createdAt(): number {
    return this.#options.now;
  }

  /** The session's name, where it has one. */
  get sessionName(): string | null {
    const { session } = this.#options;
    return session?.by === 'head' ? session.name : null;
  }

  /** The whole conversation, free of any format. @throws GatewayError `invalid-request`. */
  request(): ConversationRequest {
    this.#request ??= this.#options.codec.decodeRequest(this.body);
    return this.#request;
  }

  /** The same, less the earliest turns where all of them would fill more of the model's window than they may. */
  requestFor(facts: ModelFacts): ConversationRequest {
    const leftOut = this.#leftOut(facts);
    return leftOut === 0 ? this.request() : this.#withHistory(this.#earlier.without(leftOut));
  }

  /** What was said before and a model is not told, as `EncodedRequest.changes` says it; mostly nothing. */
  changesFor(facts: ModelFacts | null): readonly string[] {
    const leftOut = facts === null ? 0 : this.#leftOut(facts);
    if (leftOut === 0) return this.#unread;
    const share = `${this.maxPromptShare} of the window (sessions.maxPromptShare)`;
    return [...this.#unread, `earlier turns left out: the first ${leftOut}, for all together fill more than ${share}`];
  }

  /** How much of what is asked was said in earlier turns. */
  get historyLengths(): TextLengths {
    return this.#earlier.lengths;
  }

  /** How much of a model's window earlier turns may fill, 0 to 1. */
  get maxPromptShare(): number {
    return this.#options.sessions.maxPromptShare ?? 1;
  }

  #leftOut(facts: ModelFacts): number {
    return this.#earlier.leftOut(facts.id, historyRoom(facts, this.maxPromptShare));
  }

  /**
   * Takes the session, so that nobody else continues it until then, milliseconds since the epoch.
   * @throws GatewayError `conflict`, `not-found`, `busy`.
   */
  async begin(runsUntil: number): Promise<void> {
    if (this.#options.session?.by === 'head') await this.#append({ ...this.#newTurn(null), runsUntil });
  }

  /** Keeps the session. @returns false when there is none to keep, or somebody has given it free. */
  async hold(runsUntil: number): Promise<boolean> {
    return this.#hasBegun && this.#options.sessions.store.extendTurn(anonymousScope, this.id, runsUntil);
  }

  /**
   * Stores the turn with its request, for somebody else to answer. It can be asked for from now on.
   * @param view the answer before there is one. @throws GatewayError as `begin` does, `body-too-large` for what is too large.
   */
  async beginStored(view: JsonObject): Promise<void> {
    await this.#append({ ...this.#newTurn(null), view, request: this.#options.body });
  }

  /**
   * Keeps the answer. @param view the answer as the client is given it, where its format has such a thing; its parts
   * are then of no account.
   * @throws GatewayError when it is not kept.
   */
  async finish(answer: EndedAnswer, view: JsonObject | null, target: string | null, now: number): Promise<void> {
    const { codec, sessions, session, isStored } = this.#options;
    // It only builds upon something.
    if (!isStored && session?.by !== 'head') return;
    const ending = turnEnding({ answer, view, target, now }, { codec, createId: sessions.createId, isStored });
    const { result } = this.#hasBegun
      ? await sessions.store.finish(anonymousScope, this.id, ending, null)
      : await sessions.store.append(anonymousScope, this.#newTurn(ending), null);
    if (result === 'finished' || result === 'appended') return;
    throw new GatewayError(
      'conflict',
      `Its turn could not be ended (${result}): it was deleted or given up meanwhile.`,
    );
  }

  /** Its client was told that it is not stored: it cannot be asked for. A session it belongs to still has it. */
  async forget(): Promise<void> {
    const { sessions, isStored } = this.#options;
    if (isStored) await sessions.store.deleteTurn(anonymousScope, this.id);
  }

  /** Somebody else answers it from here on: what becomes of the request that asked is nothing to the turn. */
  handOver(): void {
    this.#hasBegun = false;
  }

  /** Gives the session free again: what was asked in vain is no part of it. */
  async fail(isCancelled: boolean, now: number): Promise<void> {
    await this.#beginning;
    if (!this.#hasBegun) return;
    const ending = endedWithout(isCancelled ? 'cancelled' : 'failed', now);
    await this.#options.sessions.store.finish(anonymousScope, this.id, ending, null);
  }

  async #append(turn: NewTurn): Promise<void> {
    const { session, sessions } = this.#options;
    const move: HeadMove | null =
      session?.by === 'head' ? { name: session.name, ifMissing: session.ifMissing, expiresAt: this.#expiresAt } : null;
    const appending = sessions.store.append(anonymousScope, turn, move);
    this.#beginning = appending.then(
      ({ result }) => {
        this.#hasBegun = result === 'appended';
      },
      () => undefined,
    );
    const { result } = await appending;
    if (result === 'appended') return;
    if (session?.by === 'head') {
      throw result === 'no-head'
        ? unknownConversation(session.name, session.param)
        : sessionBusy(session.name, session.param);
    }
    throw unknownResponse(session?.turnId ?? this.id, session?.param ?? 'previous_response_id');
  }

  get #expiresAt(): number {
    return this.#options.now + this.#options.sessions.keepMs;
  }

  #newTurn(ending: TurnEnding | null): NewTurn {
    const { model, now, runsForMs } = this.#options;
    const { sessionName } = this;
    return {
      id: this.id,
      parentId: this.#parentId,
      status: ending?.status ?? 'in_progress',
      input: this.#input,
      output: ending?.output ?? [],
      model,
      target: ending?.target ?? null,
      createdAt: now,
      runsUntil: now + runsForMs,
      view: ending?.view ?? null,
      request: null,
      finishedAt: ending?.finishedAt ?? null,
      ...(ending?.foreignItemIds ? { foreignItemIds: ending.foreignItemIds } : {}),
      ...(sessionName === null ? {} : { sessionName }),
      expiresAt: this.#expiresAt,
    };
  }

  #newMessages(
    sent: readonly Message[],
    known: readonly TurnItem[],
    isWhole: boolean,
  ): { readonly input: readonly TurnItem[]; readonly isResent: boolean } {
    const stored = known.flatMap(({ message, isInstructions }) => (message && !isInstructions ? [message] : []));
    const match = matchHistory(stored, sent, isWhole);
    if (match.kind === 'differs') throw historyDiffers(`messages[${match.message}]`);
    if (match.kind === 'shorter') throw historyEndsEarly('messages');
    if (match.kind === 'resent' && match.rest.length === 0) throw nothingNew('messages');
    const { createId } = this.#options.sessions;
    const toItem = (message: Message): TurnItem => ({ id: createId('msg'), message, item: null });
    const instructions = match.instructions.map((message) => ({ ...toItem(message), isInstructions: true }));
    return { input: [...instructions, ...match.rest.map(toItem)], isResent: match.kind === 'resent' };
  }
}
