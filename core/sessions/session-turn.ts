import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { Message } from '../conversation/message.ts';
import { saysCut } from '../conversation/says-cut.ts';
import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { ClientCodec, JsonObject } from '../ports/wire-codec.ts';
import { assembleMessages } from './assemble-messages.ts';
import type { HeadMove } from './head.ts';
import { matchHistory } from './match-history.ts';
import { pathItems } from './path-items.ts';
import { usualPathLimits } from './session-limits.ts';
import type { SessionOfRequest } from './session-of-request.ts';
import { anonymousScope, type Sessions } from './sessions.ts';
import type { PathTurn, TurnItem } from './turn.ts';
import { turnPhase } from './turn-phase.ts';

export interface TurnOptions {
  readonly sessions: Sessions;
  readonly codec: ClientCodec;
  readonly body: JsonObject;
  /** The model as the client asked for it. */
  readonly model: string;
  /** What the request builds upon; `null` = nothing, its answer is only kept. */
  readonly session: SessionOfRequest | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long the turn may run, milliseconds. */
  readonly runsForMs: number;
}

/** What is known before the turn. */
interface Earlier {
  readonly turns: readonly PathTurn[];
  readonly isWhole: boolean;
  readonly removed: readonly string[];
}

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
  readonly #options: TurnOptions;
  readonly #parentId: string | null;
  readonly #input: readonly TurnItem[];
  readonly #request: ConversationRequest;
  #hasBegun = false;

  private constructor(options: TurnOptions, earlier: Earlier) {
    const { sessions, codec, body, session } = options;
    this.#options = options;
    this.id = sessions.createId('resp');
    const last = earlier.turns.at(-1);
    this.#parentId = last?.id ?? null;
    this.affinityName = session?.by === 'head' ? session.name : (earlier.turns[0]?.id ?? this.id);
    const known = pathItems(earlier.turns, earlier.removed);
    if (codec.items) {
      this.#input = codec.items.inputItems(body, this.id);
      this.body = codec.items.withHistory(body, known);
      this.history = [];
      this.#request = codec.decodeRequest(this.body);
      return;
    }
    const sent = codec.decodeRequest(body);
    const { input, isResent } = this.#newMessages(sent.messages, known, earlier.isWhole);
    this.#input = input;
    this.body = body;
    this.history = isResent ? [] : known.flatMap(({ message }) => message ?? []);
    this.#request = { ...sent, messages: assembleMessages(known, input) };
  }

  /**
   * Reads what the request builds upon.
   * @throws GatewayError `invalid-request` or `not-found` where there is no such thing, `conflict` where the session
   *   is busy or says something else than the client, `busy` where the store cannot be read.
   */
  static async open(options: TurnOptions): Promise<SessionTurn> {
    return new SessionTurn(options, await readEarlier(options));
  }

  /** The session's name, where it has one. */
  get sessionName(): string | null {
    const { session } = this.#options;
    return session?.by === 'head' ? session.name : null;
  }

  /** The whole conversation, free of any format. */
  request(): ConversationRequest {
    return this.#request;
  }

  /** Takes the session, so that nobody else continues it meanwhile. @throws GatewayError `conflict`, `not-found`, `busy`. */
  async begin(): Promise<void> {
    const { session, sessions } = this.#options;
    if (session?.by !== 'head') return;
    const move: HeadMove = { name: session.name, ifMissing: session.ifMissing, expiresAt: this.#expiresAt };
    const appended = await sessions.store.append(anonymousScope, this.#newTurn(null), move);
    switch (appended.result) {
      case 'appended':
        this.#hasBegun = true;
        return;
      case 'no-head':
        throw unknownConversation(session.name, session.param);
      default:
        throw movedOn(session.name, session.param);
    }
  }

  /** Keeps the answer. @param view the answer as the client was given it, where its format has such a thing. */
  async finish(answer: ConversationAnswer, view: JsonObject | null, target: string | null, now: number): Promise<void> {
    const { codec, sessions } = this.#options;
    const output: readonly TurnItem[] =
      codec.items && view !== null
        ? codec.items.outputItems(view)
        : [{ id: sessions.createId('msg'), message: { role: 'assistant', parts: answer.parts }, item: null }];
    const status = saysCut(answer.stopReason) ? 'incomplete' : 'completed';
    const ending = { status, output, view, target, finishedAt: now } as const;
    if (this.#hasBegun) await sessions.store.finish(anonymousScope, this.id, ending, null);
    else await sessions.store.append(anonymousScope, this.#newTurn(ending), null);
  }

  /** Gives the session free again: what was asked in vain is no part of it. */
  async fail(isCancelled: boolean, now: number): Promise<void> {
    if (!this.#hasBegun) return;
    const status = isCancelled ? 'cancelled' : 'failed';
    const ending = { status, output: [], view: null, target: null, finishedAt: now } as const;
    await this.#options.sessions.store.finish(anonymousScope, this.id, ending, null);
  }

  get #expiresAt(): number {
    return this.#options.now + this.#options.sessions.keepMs;
  }

  #newTurn(ending: Parameters<Sessions['store']['finish']>[2] | null): Parameters<Sessions['store']['append']>[1] {
    const { model, now, runsForMs } = this.#options;
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
    if (match.kind === 'differs') {
      throw new GatewayError(
        'conflict',
        `messages[${match.message}] is not what this session says: it has moved on, or another history was sent. Send only the new message, or begin another session.`,
        { param: `messages[${match.message}]`, code: 'session_history_differs' },
      );
    }
    if (match.kind === 'resent' && match.rest.length === 0) {
      throw invalidRequest(
        'messages',
        'The request says nothing that this session does not have yet. Send a new message.',
        'nothing_new',
      );
    }
    const { createId } = this.#options.sessions;
    const toItem = (message: Message): TurnItem => ({ id: createId('msg'), message, item: null });
    const instructions = match.instructions.map((message) => ({ ...toItem(message), isInstructions: true }));
    return { input: [...instructions, ...match.rest.map(toItem)], isResent: match.kind === 'resent' };
  }
}

async function readEarlier({ sessions: { store }, session, now }: TurnOptions): Promise<Earlier> {
  if (session === null) return { turns: [], isWhole: true, removed: [] };
  if (session.by === 'response') {
    const path = await store.pathOfTurn(anonymousScope, session.turnId, usualPathLimits);
    if (path === null) throw unknownResponse(session.turnId, session.param);
    const last = path.turns.at(-1);
    if (last && turnPhase(last, now) === 'runs') {
      throw new GatewayError('conflict', `The response '${session.turnId}' is still being made; wait for it.`, {
        param: session.param,
        code: 'response_in_progress',
      });
    }
    return { ...path, removed: [] };
  }
  const path = await store.pathOfHead(anonymousScope, session.name, usualPathLimits);
  if (path === null) {
    if (session.ifMissing === 'refuse') throw unknownConversation(session.name, session.param);
    return { turns: [], isWhole: true, removed: [] };
  }
  const last = path.turns.at(-1);
  const phase = last ? turnPhase(last, now) : 'void';
  if (phase === 'runs') throw movedOn(session.name, session.param);
  if (last && phase === 'abandoned') {
    const ending = { status: 'failed', output: [], view: null, target: null, finishedAt: now } as const;
    await store.finish(anonymousScope, last.id, ending, null);
  }
  return { ...path, removed: path.head.removedItems };
}

function unknownResponse(id: string, param: string): GatewayError {
  return invalidRequest(
    param,
    `Previous response with id '${id.slice(0, 80)}' not found. It was not stored here, was deleted, or has expired.`,
    'previous_response_not_found',
  );
}

function unknownConversation(name: string, param: string): GatewayError {
  return new GatewayError(
    'not-found',
    `Conversation with id '${name}' not found. Create it with POST /v1/conversations.`,
    {
      param,
      code: 'conversation_not_found',
    },
  );
}

function movedOn(name: string, param: string): GatewayError {
  return new GatewayError(
    'conflict',
    `The session '${name}' is being continued by another request. Wait for that answer, then ask again.`,
    { param, code: 'session_busy' },
  );
}
