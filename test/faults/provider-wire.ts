import type { Piece, Reply } from './reply.ts';

/** A provider's way of writing an answer; made from public wire documentation, not recorded. */
export interface ProviderWire {
  readonly name: 'openai-chat' | 'anthropic-messages';
  /** The answer as whole events, in their order. `id` makes answers differ in what every attempt has of its own. */
  stream(reply: Reply, id: string, charactersPerPiece: number): readonly Piece[];
  whole(reply: Reply, id: string): string;
  /** The body of an error. */
  error(error: ProviderError): string;
  /** An error as an event of a stream. */
  errorEvent(error: ProviderError): string;
}

export interface ProviderError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
}
