import type { Secret } from '../../../core/access/secret.ts';
import type { StopReason } from '../../../core/conversation/stop-reason.ts';
import type { Usage } from '../../../core/conversation/usage.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import type { ClientCodec, ProviderCodec } from '../../../core/ports/wire-codec.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

/** What the contract needs to know of one adapter and its provider's wire format. */
export interface ChatModelHarness {
  /** A model that asks the upstream at `baseUrl` with `key`, whatever the provider calls it. */
  createModel(baseUrl: string, key: Secret): RunningModel;
  /** The codec of the adapter's own protocol; `null` when the adapter takes neutral requests only. */
  readonly codec: (ClientCodec & ProviderCodec) | null;
  readonly answers: Readonly<Record<AnswerScenario, AnswerFixture | Missing>>;
  readonly errors: Readonly<Record<ErrorScenario, ScriptedAnswer | Missing>>;
  /** A stream that ends in the provider's error event, after content; its message names `{{apiKey}}` where it can. */
  readonly errorInStream: { readonly answer: ScriptedAnswer; readonly kind: ErrorKind } | Missing;
  /** What a stream must begin with so that `largeEvent` may follow; empty where nothing must. */
  readonly streamBeginning: Buffer;
  /** One event with some 32 KiB of text, which may come again and again. */
  readonly largeEvent: Buffer;
}

export interface RunningModel {
  readonly model: ChatModel;
  close(): Promise<void>;
}

/** Something the provider cannot do, or its documentation does not tell; the reason is part of the test's name. */
export interface Missing {
  readonly missing: string;
}

export type AnswerScenario =
  | 'text'
  | 'parallel-tools'
  | 'structured'
  | 'cached-usage'
  | 'stop-length'
  | 'stop-context-full'
  | 'stop-paused'
  | 'stop-filtered'
  | 'stop-malformed';

export type ErrorScenario =
  | 'upstream-auth'
  | 'upstream-permission'
  | 'upstream-not-found'
  | 'upstream-billing'
  | 'context-too-long'
  | 'invalid-request'
  | 'body-too-large'
  | 'rate-limit'
  | 'upstream-fault'
  | 'overloaded';

/** The same answer in both ways of asking. */
export interface AnswerFixture {
  readonly whole: ScriptedAnswer;
  readonly stream: ScriptedAnswer;
  readonly expected: ExpectedAnswer;
}

export interface ExpectedAnswer {
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly input: unknown }[];
  readonly stopReason: StopReason;
  readonly usage: Usage | null;
}

export function isMissing(value: object): value is Missing {
  return 'missing' in value;
}
