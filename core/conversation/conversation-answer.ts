import type { Part } from './part.ts';
import type { StopReason } from './stop-reason.ts';
import type { Usage } from './usage.ts';

/** A whole answer, free of any wire format. */
export interface ConversationAnswer {
  /** The provider's id of the answer, when it gave one. */
  readonly id: string | null;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  readonly parts: readonly Part[];
  readonly stopReason: StopReason;
  /** `null` when the provider reported none. */
  readonly usage: Usage | null;
  /** The service tier the provider says it used. */
  readonly serviceTier?: string;
}
