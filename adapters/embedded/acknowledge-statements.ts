import { factsIn } from './collect-facts.ts';
import type { LastMessage } from './transcript.ts';

const reminder = /^(?:please )?(?:remember|note|keep in mind|don['’]t forget)\b/i;
const statement = /[\p{L}\p{N}]['’]s |\b(?:is|are|was|were|am|has|have|had|will|means|costs?)\b/iu;

/** Says what was understood of a message that asks nothing; `null` when it asks something, or states nothing. */
export function acknowledgeStatements({ asked, sentences, statements }: LastMessage): string | null {
  if (asked.length > 0) return null;
  const noted = statements
    .flatMap(factsIn)
    .filter(({ isDenial }) => !isDenial)
    .map(({ said }) => said.replace(/^Y/, 'y'));
  if (noted.length > 0) return `Noted for this conversation: ${noted.join('; ')}.`;
  const states = sentences.some((sentence) => reminder.test(sentence) || statement.test(sentence));
  return states
    ? 'I have read that. Ask about it in this conversation and I will quote what fits your question.'
    : null;
}
