import type { HttpExchange } from './http-exchange.ts';

/** What the platform (Node, Lambda) hands to the app with each request. */
export interface GatewayEnvironment {
  readonly Bindings: {
    readonly exchange: HttpExchange;
    /** What a handler returns once it has answered on the exchange. */
    readonly sent: Response;
  };
}
