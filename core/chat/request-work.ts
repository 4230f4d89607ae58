import type { Arrival } from '../ports/arrival.ts';
import type { JsonObject, RequestHead } from '../ports/wire-codec.ts';
import type { ModelDirectory, Resolution } from '../routing/model-directory.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import type { AttemptCall } from './attempt-call.ts';
import type { RequestTrace } from './request-trace.ts';

/** What is asked for in a kind of request: the steps in which one kind differs from another. */
export interface RequestWork {
  /** @throws GatewayError `invalid-request` with `param`. */
  decodeHead(body: JsonObject): RequestHead;
  /** What `model` leads to. @throws GatewayError when that is nothing, or nothing that can do this. */
  resolve(models: ModelDirectory, model: string): Resolution;
  /** Never throws. */
  surveyRequest(body: JsonObject, resolution: Resolution): RequestSurvey;
  /** Makes the attempts and writes the answer. @throws whatever the client is to be told. */
  answer(request: RoutedRequest): Promise<void>;
}

/** A request that has been admitted and routed, and all that answering it needs. */
export interface RoutedRequest {
  readonly arrival: Arrival;
  readonly body: JsonObject;
  /** The body as it came. */
  readonly bytes: Buffer;
  readonly head: RequestHead;
  readonly resolution: Resolution;
  readonly call: Omit<AttemptCall, 'codec'>;
  readonly trace: RequestTrace;
}
