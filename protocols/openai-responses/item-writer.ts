import type { OpaqueData } from '../../core/conversation/part.ts';
import type { TokenLogprob } from '../../core/conversation/token-logprob.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ItemStatus } from './output-items.ts';

/** What ends a part. */
export interface PartEnd {
  readonly signature?: string;
  readonly opaque?: OpaqueData;
}

/** Writes the events of one output item, but for those that add it and close it. Stateful. */
export interface ItemWriter {
  readonly outputIndex: number;
  /** Whether it still waits for the end of a part. */
  readonly isOpen: boolean;
  /** The item as it stands. */
  item(status: ItemStatus): JsonObject;
  /** @param logprobs of a message's text alone. */
  delta(partIndex: number, text: string, logprobs?: readonly TokenLogprob[]): string;
  endPart(partIndex: number, end: PartEnd): string;
}
