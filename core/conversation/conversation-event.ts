import type { OpaqueData } from './part.ts';
import type { StopReason } from './stop-reason.ts';
import type { TokenLogprob } from './token-logprob.ts';
import type { Usage } from './usage.ts';

/**
 * A streamed answer, free of any wire format. Order: `started`, then parts, each `part-begins` … `part-ends`
 * (parts may interleave; `index` tells them apart), then `finished`, then `usage` at most once, in either order.
 * A stream without `finished` is broken.
 */
export type ConversationEvent =
  | { readonly type: 'started'; readonly id: string | null; readonly model: string }
  | {
      readonly type: 'part-begins';
      /** Position of the part in the answer, from 0, rising. */
      readonly index: number;
      readonly part: StreamedPart;
      /** What the part's own protocol says of it when it begins, for example its id. */
      readonly opaque?: OpaqueData;
    }
  /**
   * More text of the part: of a tool call its input, of reasoning its readable text. Of an opaque part, which a
   * `StreamDecoder` alone tells in pieces, what its own protocol streams of it.
   */
  | {
      readonly type: 'part-delta';
      readonly index: number;
      readonly text: string;
      /** Of the tokens that this text is of, where they were asked for. */
      readonly logprobs?: readonly TokenLogprob[];
    }
  | {
      readonly type: 'part-ends';
      readonly index: number;
      /** Reasoning only: the signature that must travel back with it. */
      readonly signature?: string;
      /** Data of the protocol the part came from, known once it is whole; must travel back with it. */
      readonly opaque?: OpaqueData;
    }
  | { readonly type: 'usage'; readonly usage: Usage; readonly serviceTier?: string }
  | { readonly type: 'finished'; readonly stopReason: StopReason };

export type StreamedPart =
  | { readonly type: 'text' | 'refusal' }
  | { readonly type: 'reasoning'; readonly redacted?: string }
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      readonly kind: 'function' | 'custom';
    }
  /** `advisory` as `OpaquePart` has it. */
  | { readonly type: 'opaque'; readonly opaque: OpaqueData; readonly advisory?: boolean };
