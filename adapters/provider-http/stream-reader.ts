import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent } from '../../core/ports/chat-model.ts';
import type { WatchedCourse } from '../../core/ports/wire-codec.ts';

/** Turns whole server-sent events into what the answer's consumer gets. Stateful, one per stream. */
export interface StreamReader {
  /** @throws GatewayError when an event is an error or unreadable; what came before it has then been given out. */
  read(events: Buffer): Iterable<AnswerEvent>;
  /** `null` until the provider has said why it stopped. */
  readonly stopReason: StopReason | null;
  readonly usage: Usage | null;
  /** The format's end marker has come: nothing of interest follows. */
  readonly hasEnded: boolean;
  /** What is missing although the end marker has come, where more is known than that the answer is broken. */
  readonly shortfall?: GatewayError | null;
  /** As `AnswerAccepted.course`. */
  readonly course?: WatchedCourse;
  /** What the client still needs after the last byte; `''` when nothing. */
  tail(): string;
}
