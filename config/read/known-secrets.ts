import { Secret } from '../../core/access/secret.ts';
import { isSecretKey } from './describe-value.ts';

/** Every text in a document that stands under a key that sounds like a secret's, to keep it out of messages. */
export function knownSecrets(document: unknown): Secret[] {
  const secrets: Secret[] = [];
  const visited = new Set<unknown>();
  const visit = (value: unknown, depth: number, isSecret: boolean): void => {
    if (typeof value === 'object' && value !== null) {
      if (visited.has(value)) return;
      visited.add(value);
      for (const [key, child] of Object.entries(value)) {
        // On the second level stand names that people choose: a route may well be called `keyword`.
        visit(child, depth + 1, isSecret || (depth !== 1 && isSecretKey(key)));
      }
    } else if (isSecret && (typeof value === 'string' || typeof value === 'number')) {
      const text = String(value);
      // A reference is no secret, and short numbers and words would make holes in every message.
      if (text.length >= 6 && !/^(?:env|file|secret|ssm):/.test(text)) secrets.push(new Secret(text));
    }
  };
  visit(document, 0, false);
  return secrets;
}
