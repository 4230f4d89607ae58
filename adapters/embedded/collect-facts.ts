import { withoutEndMarks, withPlainQuotes } from './plain-question.ts';
import { readFact } from './read-fact.ts';
import { splitClauses } from './split-clauses.ts';
import type { StatedFact } from './stated-fact.ts';

/** By key, in the order they were stated; several of a key only where one does not replace the other. */
export type Facts = ReadonlyMap<string, readonly StatedFact[]>;

/** Suppositions and what others said are no statements of the user's own. */
const notOwn = /^(?:if|suppose|imagine|pretend|assume|let's say)\b|(?<!^i) (?:said|says|replied|asked|wrote|writes)\b/i;

/** What the user stated about themselves; later statements replace or take back earlier ones. */
export function collectFacts(statements: readonly string[]): Facts {
  const facts = new Map<string, StatedFact[]>();
  for (const statement of statements) {
    for (const fact of factsIn(statement)) {
      const earlier = facts.get(fact.key) ?? [];
      const others = without(earlier, fact);
      facts.set(fact.key, fact.isDenial ? others : fact.isOneOfMany ? [...others, fact] : [fact]);
    }
  }
  return facts;
}

/** The facts one sentence states; none for a question, except in what comes before it (`I am Alice, who are you?`). */
export function factsIn(sentence: string): readonly StatedFact[] {
  const plain = withPlainQuotes(sentence).trim();
  if (notOwn.test(plain)) return [];
  const clauses = splitClauses(plain);
  if (plain.endsWith('?')) clauses.pop();
  return clauses.flatMap((clause) => readFact(withoutEndMarks(clause)) ?? []);
}

function without(facts: readonly StatedFact[], { value }: StatedFact): StatedFact[] {
  return facts.filter((fact) => fact.value.toLowerCase() !== value.toLowerCase());
}
