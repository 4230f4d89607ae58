import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import { textNestsDeeper } from '../../core/conversation/text-nests-deeper.ts';

/** No provider's own encrypted reasoning begins like this. */
const mark = 'cato1.';

export interface SealedReasoning {
  readonly signature?: string;
  readonly redacted?: string;
  /** What the part's own protocol says of it besides. */
  readonly opaque?: OpaqueData;
  /** The tool call that `opaque` belongs to; absent = the reasoning itself. */
  readonly callId?: string;
  /** The provider that wrote it. */
  readonly writtenBy?: string;
}

/**
 * What another protocol's reasoning or call must take back to its provider, as this format's `encrypted_content`,
 * which clients keep and send back unread. `null` when there is nothing to take along. Not encrypted: what is inside is
 * the provider's own signature or ciphertext.
 */
export function sealReasoning(sealed: SealedReasoning): string | null {
  const { signature, redacted, opaque } = sealed;
  if (signature === undefined && redacted === undefined && opaque === undefined) return null;
  return mark + Buffer.from(JSON.stringify(sealed), 'utf8').toString('base64url');
}

/** Whether a text was made by `sealReasoning`: a provider of this format would refuse it. */
export function isSealed(encryptedContent: unknown): encryptedContent is string {
  return typeof encryptedContent === 'string' && encryptedContent.startsWith(mark);
}

/** What was sealed; `null` when the text is a provider's own, or broken. */
export function openReasoning(encryptedContent: unknown): SealedReasoning | null {
  if (!isSealed(encryptedContent)) return null;
  const sealed = parse(Buffer.from(encryptedContent.slice(mark.length), 'base64url').toString('utf8'));
  if (!isJsonObject(sealed)) return null;
  const { signature, redacted, opaque, callId, writtenBy } = sealed;
  return {
    ...(isJsonObject(opaque) && typeof opaque.protocol === 'string'
      ? { opaque: { protocol: opaque.protocol, data: opaque.data } }
      : {}),
    ...(typeof callId === 'string' ? { callId } : {}),
    ...(typeof signature === 'string' ? { signature } : {}),
    ...(typeof redacted === 'string' ? { redacted } : {}),
    ...(typeof writtenBy === 'string' ? { writtenBy } : {}),
  };
}

function parse(text: string): unknown {
  // Clients can write one, too.
  if (textNestsDeeper(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
