import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject, ProviderFailure } from '../../core/ports/wire-codec.ts';
import type { RewriteOptions } from './rewrite-raw.ts';

/** A place that serves Anthropic's Messages in its own way: other paths, and the model elsewhere than in the body. */
export interface MessagesPlace {
  path(model: string, ask: RewriteOptions['ask']): string;
  /** Fields of the body that are the place's own; `undefined` leaves one out. */
  fields(model: string, ask: RewriteOptions['ask']): Readonly<Record<string, JsonObject[string] | undefined>>;
  decodeError(failure: ProviderFailure): GatewayError;
}
