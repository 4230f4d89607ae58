import { echoedForms } from './echoed-forms.ts';
import type { Secret } from './secret.ts';

/** Shapes of credentials that providers are known to echo in their error messages. */
const credentialShapes =
  /\b(?:(?:sk|pk|rk|gsk|xai|key|pplx|r8|hf)[-_]|AIza|ASIA|AKIA|ABSK)[-_A-Za-z0-9*.]{12,}|\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?<=Bearer\s)[^\s"',;]+/g;

/** Those of a secret are found once. */
const formsOf = new WeakMap<Secret, RegExp>();

/**
 * Text of foreign origin with every credential taken out: the given secrets wherever they stand, whole
 * or encoded, and whatever looks like a credential.
 */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.reveal().length < 4) continue;
    let forms = formsOf.get(secret);
    if (!forms) {
      forms = echoedForms(secret.reveal());
      formsOf.set(secret, forms);
    }
    clean = clean.replace(forms, '[redacted]');
  }
  return clean.replace(credentialShapes, '[redacted]');
}
