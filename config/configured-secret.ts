import type { Secret } from '../core/access/secret.ts';

/** A secret of the configuration and where it came from. */
export interface ConfiguredSecret {
  /** The reference as written (`env:NAME`, `file:PATH`), or `literal`; safe to display. */
  readonly reference: string;
  readonly value: Secret;
}

/** Whether a text can be sent as a credential in an HTTP header: visible ASCII, nothing else. */
export function isSendable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
