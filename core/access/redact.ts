import type { Secret } from './secret.ts';

/** Shapes of credentials that providers are known to echo in their error messages. */
const credentialShapes =
  /\b(?:(?:sk|pk|rk|gsk|xai|key|pplx|r8|hf)[-_]|AIza|ASIA|AKIA|ABSK)[-_A-Za-z0-9*.]{12,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=Bearer\s)[^\s"',;]+/g;

/**
 * Text of foreign origin with every credential taken out: the given secrets wherever they stand, whole,
 * and whatever looks like a credential.
 */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= 4) clean = clean.replaceAll(value, '[redacted]');
  }
  return clean.replace(credentialShapes, '[redacted]');
}
