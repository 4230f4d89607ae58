import type { Break } from '../behaviours.ts';
import type { Reply } from '../reply.ts';

/** How an upstream writes an answer. */
export interface Manner {
  readonly charactersPerPiece: number;
  /** Bytes a write; `null` = all at once. */
  readonly bytesPerWrite: number | null;
  readonly lineEnd: '\n' | '\r\n';
}

/** What an upstream does with one call. Only those of `completing` bring an answer to its end. */
export type CallPlan =
  | { readonly do: 'answer'; readonly waitMs: number; readonly manner: Manner }
  /** The stop reason comes; usage and end marker do not. */
  | { readonly do: 'no-end-marker'; readonly ending: Break }
  /** Everything but the stop reason. */
  | { readonly do: 'no-stop-reason'; readonly endMarker: boolean }
  | { readonly do: 'break-before-head'; readonly how: 'reset' | 'close' | 'stall' }
  | { readonly do: 'break-after'; readonly pieces: number; readonly how: Break; readonly manner: Manner }
  /** Anywhere: inside a character, a line, an event. */
  | { readonly do: 'break-at'; readonly share: number; readonly how: Break; readonly manner: Manner }
  | { readonly do: 'error-inside'; readonly pieces: number }
  | { readonly do: 'garbage'; readonly pieces: number; readonly bytes: string }
  | { readonly do: 'body'; readonly status: number; readonly contentType: string; readonly body: string }
  | {
      readonly do: 'status';
      readonly status: number;
      readonly type: string;
      readonly code?: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** What a target that is given the beginning of an answer makes of it. */
export type PrefillStyle = 'continues' | 'refuses' | 'starts-again' | 'starts-again-otherwise';

export interface TargetScript {
  readonly speaks: 'chat' | 'messages' | 'refused';
  /** `null` = the target is not known to take one. */
  readonly prefill: PrefillStyle | null;
  readonly reply: Reply;
  /** One for each call, the last for all that follow. */
  readonly calls: readonly [CallPlan, ...CallPlan[]];
}

/** How the client behaves. */
export type ClientScript =
  | { readonly does: 'read' }
  /** A pause after each piece. */
  | { readonly does: 'read-slowly'; readonly pauseMs: number }
  | { readonly does: 'leave'; readonly afterMs: number };

/** Everything that happens to one route: pure data, made again by its seed and index. */
export interface FaultScript {
  readonly index: number;
  readonly stream: boolean;
  readonly targets: readonly TargetScript[];
  readonly resilience: Readonly<Record<string, unknown>> & { readonly maxAttempts: number };
  /** One for each request; more than one asks the same targets again. */
  readonly clients: readonly ClientScript[];
  /** The requests are sent at once. */
  readonly atOnce: boolean;
}

export function completes({ do: what }: CallPlan): boolean {
  return what === 'answer' || what === 'no-end-marker';
}
