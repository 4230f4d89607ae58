import { attemptPlan } from '../chat/attempt-plan.ts';
import { createCallJournal } from '../chat/call-journal.ts';
import type { ChatCall } from '../chat/chat-call.ts';
import { surveyTurn } from '../chat/conversation-work.ts';
import { costOfAttempts } from '../chat/cost-of-attempts.ts';
import type { Gateway } from '../chat/gateway.ts';
import { loggedMessage } from '../chat/logged-message.ts';
import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerContext, ClientCodec } from '../ports/wire-codec.ts';
import type { Resolution } from '../routing/model-directory.ts';
import type { ModelFacts } from '../routing/model-facts.ts';
import { isConversationId } from '../sessions/session-name.ts';
import { SessionTurn } from '../sessions/session-turn.ts';
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
    throw new GatewayError('not-found', 'The response was deleted, or has ended.');
  }

  function resolve(turn: SessionTurn): Resolution {
    return models.resolve(codec.decodeHead(turn.body).model);
  }

  function tell({ turnId }: TurnRef, journal: JournalRecord | null, how: Told): void {
    const now = clock.now();
    const { answer, error, turn } = how;
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
      model: turn === null ? null : codec.decodeHead(turn.body).model,
      route: turn === null ? null : resolve(turn).route,
      target: labelOf(journal),
      attempts: journal?.attempts ?? [],
      recoveries: journal?.recoveries ?? [],
      reason: null,
      routing: null,
      changes: [...(turn?.changesFor(factsOf(journal)) ?? []), ...(journal?.changes ?? [])],
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

  function factsOf(journal: JournalRecord | null): ModelFacts | null {
    return journal?.target ? (models.target(journal.target)?.facts ?? null) : null;
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
        dropUnsupported: resolve(turn).dropUnsupported,
        journal: createCallJournal(),
        clock,
        health,
        targetStats,
        signal,
        conversation: () => turn.request(),
      };
    },

    async completed(ref, answer, journal) {
      const turn = await resume(ref);
      const target = journal?.target ? models.target(journal.target) : null;
      const view = codec.encodeAnswer(answer, contextOf(turn, codec, clock.now(), target?.provider ?? null));
      tell(ref, journal, { answer, error: null, turn });
      return turn.ending(answer, view, target?.label ?? null, clock.now());
    },

    async failed(ref, error, journal) {
      const stored = await store.turn(ref.scope, ref.turnId).catch(() => null);
      const turn = await resume(ref).catch(() => null);
      const view = stored?.view && codec.items ? codec.items.endedView(stored.view, error, null) : null;
      tell(ref, journal, { answer: null, error, turn });
      return { status: 'failed', output: [], view, target: labelOf(journal), finishedAt: clock.now() };
    },
  };
}

interface Told {
  readonly answer: ConversationAnswer | null;
  readonly error: GatewayError | null;
  readonly turn: SessionTurn | null;
}

function contextOf(turn: SessionTurn, codec: ClientCodec, now: number, writtenBy: string | null): AnswerContext {
  const { sessionName } = turn;
  return {
    requestId: turn.id,
    createdAt: Math.floor(turn.createdAt / 1000),
    model: codec.decodeHead(turn.body).model,
    includeUsage: true,
    echo: {
      body: turn.sent,
      id: turn.id,
      ...(sessionName !== null && isConversationId(sessionName) ? { conversationId: sessionName } : {}),
      ...(writtenBy === null ? {} : { writtenBy }),
      completedAt: () => Math.floor(now / 1000),
    },
  };
}
