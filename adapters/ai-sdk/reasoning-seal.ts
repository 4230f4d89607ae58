import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ProviderMetadata } from './language-model.ts';
import { parseJson } from './parse-json.ts';

const mark = 'ai-sdk.';

/** What a package says beside a piece of reasoning (signatures, encrypted text), as one signature for clients to carry. */
export function sealReasoning(metadata: ProviderMetadata): string | null {
  const isEmpty = Object.values(metadata).every((fields) => Object.keys(fields).length === 0);
  return isEmpty ? null : mark + Buffer.from(JSON.stringify(metadata)).toString('base64url');
}

/** The same again for the package; `null` when the signature is another provider's. */
export function openReasoning(signature: string): ProviderMetadata | null {
  if (!signature.startsWith(mark)) return null;
  const metadata = parseJson(Buffer.from(signature.slice(mark.length), 'base64url').toString('utf8'));
  return isMetadata(metadata) ? metadata : null;
}

function isMetadata(value: unknown): value is ProviderMetadata {
  return isJsonObject(value) && Object.values(value).every(isJsonObject);
}
