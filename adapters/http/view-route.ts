import type { HttpExchange } from './http-exchange.ts';

/** A small answer that needs no place in the queue, and where it is asked for. */
export interface ViewRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base; `:name` stands for one segment. */
  readonly path: string;
  /** Answers, or throws what the client is to be told. */
  show(view: ViewRequest): void | Promise<void>;
}

export interface ViewRequest {
  readonly exchange: HttpExchange;
  readonly requestId: string;
  /** A segment that the path names, decoded. */
  segment(name: string): string;
}
