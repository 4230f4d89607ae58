import type { Arrival } from '../ports/arrival.ts';
import type { JsonObject, RequestHead } from '../ports/wire-codec.ts';
import type { ModelDirectory, Resolution } from '../routing/model-directory.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import type { SessionTurn } from '../sessions/session-turn.ts';
import type { AttemptCall } from './attempt-call.ts';
import type { Gateway } from './gateway.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { RequestTrace } from './request-trace.ts';

/** What is asked for in a kind of request: the steps in which one kind differs from another. */
export interface RequestWork {
  /** @throws GatewayError `invalid-request` with `param`. */
  decodeHead(body: JsonObject): RequestHead;
  /** What `model` leads to. @throws GatewayError when that is nothing, or nothing that can do this. */
  resolve(models: ModelDirectory, model: string): Resolution;
  /**
   * Reads the session that the request belongs to; `null` = none. Absent = this kind of request takes no notice of them.
   * @throws GatewayError as `SessionTurn.open`.
   */
  openTurn?(request: ReadRequest): Promise<SessionTurn> | null;
  /** Never throws. */
  surveyRequest(body: JsonObject, resolution: Resolution, turn: SessionTurn | null): RequestSurvey;
  /** Makes the attempts and writes the answer. @throws whatever the client is to be told. */
  answer(request: RoutedRequest): Promise<void>;
}

/** A request whose head has been read. */
export interface ReadRequest {
  readonly arrival: Arrival;
  readonly body: JsonObject;
  readonly head: RequestHead;
  readonly gateway: Gateway;
  /** How long the whole call may take, milliseconds. */
  readonly totalMs: number;
}

/** A request that has been admitted and routed, and all that answering it needs. */
export interface RoutedRequest {
  readonly arrival: Arrival;
  readonly gateway: Gateway;
  readonly body: JsonObject;
  /** The body as it came. */
  readonly bytes: Buffer;
  readonly head: RequestHead;
  readonly turn: SessionTurn | null;
  readonly resolution: Resolution;
  readonly call: Omit<AttemptCall, 'codec'>;
  readonly trace: RequestTrace;
  /** `null` = the answer is not streamed. */
  readonly keepAlive: KeepAlive | null;
}
