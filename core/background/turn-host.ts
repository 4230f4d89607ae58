import { attemptPlan } from '../chat/attempt-plan.ts';
import { createCallJournal } from '../chat/call-journal.ts';
import type { ChatCall } from '../chat/chat-call.ts';
import { surveyTurn } from '../chat/conversation-work.ts';
import { costOfAttempts } from '../chat/cost-of-attempts.ts';
import type { Gateway } from '../chat/gateway.ts';
import { loggedMessage } from '../chat/logged-message.ts';
import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerContext, ClientCodec, JsonObject } from '../ports/wire-codec.ts';
import type { Resolution } from '../routing/model-directory.ts';
import { isConversationId } from '../sessions/session-name.ts';
import { SessionTurn } from '../sessions/session-turn.ts';
import type { Turn } from '../sessions/turn.ts';
import { turnEnding } from '../sessions/turn-ending.ts';
import type { BackgroundHost } from './background-host.ts';
import type { JournalRecord } from './journal-record.ts';
import type { TurnRef } from './turn-ref.ts';

export interface TurnHostOptions {
  readonly gateway: Omit<Gateway, 'background'>;
  /** The format of the stored requests. */
  readonly codec: ClientCodec;
  /** How long one answer may take, milliseconds. */
  readonly runsForMs: number;
  /** The HTTP status that tells a client of an error, for the log. */
  readonly statusOf: (error: GatewayError) => number;
}

/** Of the turn's time, what ending it takes. */
const endingMs = 5_000;
/** As events and metrics name it. */
const path = '(background)';

/** What the steps of a background answer need, from the gateway that answers everything else. */
export function createTurnHost({ gateway, codec, runsForMs, statusOf }: TurnHostOptions): BackgroundHost {
  const { sessions, clock, health, models, router, targetStats, events } = gateway;
  const { store } = sessions;

  async function resume({ turnId }: TurnRef): Promise<SessionTurn> {
    const turn = await SessionTurn.resume({ sessions, codec }, turnId);
    if (turn) return turn;
    throw gone();
  }

  function resolve(turn: SessionTurn): Resolution {
    return models.resolve(codec.decodeHead(turn.body).model);
  }

  /** `null` also when the configuration has no such model by now. */
  function resolvedNow(model: string): Resolution | null {
    try {
      return models.resolve(model);
    } catch {
      return null;
    }
  }

  function tell({ turnId }: TurnRef, journal: JournalRecord | null, { answer, error, turn }: Told): void {
    const now = clock.now();
    events.request({
      time: turn?.createdAt ?? now,
      requestId: turnId,
      method: 'POST',
      path,
      status: error === null ? 200 : statusOf(error),
      durationMs: turn === null ? 0 : Math.max(0, now - turn.createdAt),
      firstByteMs: null,
      overheadMs: null,
      stream: false,
      model: turn?.model ?? null,
      route: turn === null ? null : (resolvedNow(turn.model)?.route ?? null),
      target: labelOf(journal),
      attempts: journal?.attempts ?? [],
      recoveries: journal?.recoveries ?? [],
      reason: null,
      routing: null,
      changes: journal?.changes ?? [],
      stopReason: answer?.stopReason ?? null,
      usage: answer?.usage ?? null,
      costUsd: costOfAttempts(journal?.attempts ?? []),
      clientRetries: 0,
      error: error && { kind: error.kind, message: loggedMessage(error) },
      content: null,
    });
  }

  function labelOf(journal: JournalRecord | null): string | null {
    return journal?.target ? (models.target(journal.target)?.label ?? null) : null;
  }

  return {
    store,
    clock,
    health,
    target: (name) => models.target(name),

    async plan(ref) {
      const turn = await resume(ref);
      if (clock.now() >= turn.createdAt + runsForMs) {
        throw new GatewayError('internal', 'The gateway stopped while this answer was being made; its time is over.');
      }
      const resolution = resolve(turn);
      const survey = surveyTurn(codec.surveyRequest(turn.body), turn);
      const routed = await router.route(resolution, { survey: () => survey, header: () => null, principal: null });
      if (routed.plan.error) throw routed.plan.error;
      const totalMs = Math.max(0, turn.createdAt + runsForMs - clock.now() - endingMs);
      const limits = { ...resolution.limits, totalMs };
      return {
        plan: attemptPlan(routed.plan, { limits, now: clock.monotonic(), jitter: gateway.random() }),
        expectedTokens: routed.plan.estimates.map(({ familyInputTokens }) => familyInputTokens),
      };
    },

    async call(ref, { plan, expectedTokens }, signal): Promise<ChatCall> {
      const turn = await resume(ref);
      const head = codec.decodeHead(turn.body);
      return {
        requestId: ref.turnId,
        codec,
        raw: null,
        body: turn.sent,
        head,
        turn,
        plan,
        expectedTokens,
        choiceCount: 1,
        processing: head.processing,
        // Planned while its route was there: that it is gone by now ends no answer.
        dropUnsupported: resolvedNow(head.model)?.dropUnsupported ?? false,
        journal: createCallJournal(),
        clock,
        health,
        targetStats,
        signal,
        conversation: () => turn.request(),
      };
    },

    // What ends a turn needs the turn alone: the conversation before it may be larger than all else.
    async completed(ref, answer, journal) {
      const turn = await store.turn(ref.scope, ref.turnId);
      if (!turn?.request) throw gone();
      const target = journal?.target ? models.target(journal.target) : null;
      const now = clock.now();
      const view = codec.encodeAnswer(answer, contextOf(turn, turn.request, codec, now, target?.provider ?? null));
      const options = { codec, createId: sessions.createId, isStored: true };
      return {
        ending: turnEnding({ answer, view, target: target?.label ?? null, now }, options),
        tell: () => tell(ref, journal, { answer, error: null, turn }),
      };
    },

    async failed(ref, error, journal) {
      const turn = await store.turn(ref.scope, ref.turnId).catch(() => null);
      const view = turn?.view && codec.items ? codec.items.endedView(turn.view, error, null) : null;
      return {
        ending: { status: 'failed', output: [], view, target: labelOf(journal), finishedAt: clock.now() },
        tell: () => tell(ref, journal, { answer: null, error, turn }),
      };
    },
  };
}

interface Told {
  readonly answer: ConversationAnswer | null;
  readonly error: GatewayError | null;
  readonly turn: Turn | null;
}

function gone(): GatewayError {
  return new GatewayError('not-found', 'The response was deleted, or has ended.');
}

function contextOf(
  turn: Turn,
  body: JsonObject,
  codec: ClientCodec,
  now: number,
  writtenBy: string | null,
): AnswerContext {
  const head = codec.decodeHead(body);
  const sessionName = turn.sessionName ?? head.state?.conversationId ?? null;
  return {
    requestId: turn.id,
    createdAt: Math.floor(turn.createdAt / 1000),
    model: head.model,
    includeUsage: true,
    echo: {
      body,
      id: turn.id,
      ...(sessionName !== null && isConversationId(sessionName) ? { conversationId: sessionName } : {}),
      ...(writtenBy === null ? {} : { writtenBy }),
      completedAt: () => Math.floor(now / 1000),
    },
  };
}
