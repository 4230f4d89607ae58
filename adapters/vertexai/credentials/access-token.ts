import type { Secret } from '../../../core/access/secret.ts';

export interface AccessToken {
  readonly value: Secret;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** One way to be known to Google Cloud. */
export interface TokenSource {
  /**
   * A new token, asked for now.
   * @param signal ends the wait; its reason is thrown.
   * @throws GatewayError `upstream-auth` when the credentials are refused, and as connections fail; free of secrets.
   */
  fetch(signal: AbortSignal): Promise<AccessToken>;
}
