import { redact } from '../../core/access/redact.ts';
import type { Secret } from '../../core/access/secret.ts';

/** The provider's id of a request as it may be logged; `null` when it gave none, or something that is no id. */
export function cleanRequestId(id: string | null, secrets: readonly Secret[]): string | null {
  // What is redacted has brackets, and so is no id any more.
  return id !== null && /^[\w.:-]{1,128}$/.test(redact(id, secrets)) ? id : null;
}
