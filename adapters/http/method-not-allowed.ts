import { GatewayError } from '../../core/errors/gateway-error.ts';

/** A path that exists, asked with a method it does not take. */
export class MethodNotAllowed extends GatewayError {
  /** What the path takes instead, for the `Allow` header. */
  readonly allowed: readonly string[];

  constructor(path: string, method: string, allowed: readonly string[]) {
    super('method-not-allowed', `${path.slice(0, 200)} takes ${allowed.join(', ')}, not ${method}.`);
    this.allowed = allowed;
  }
}
