import type { Facts } from './collect-facts.ts';
import { plainQuestion } from './plain-question.ts';
import { factKey, type StatedFact } from './stated-fact.ts';

export interface Recalled {
  /** What was stated; `null` when nothing was. */
  readonly answer: string | null;
  /** What the question is about, said to the user: `your name`, `where you live`. */
  readonly subject: string;
}

/** Subjects that answer for one another, most fitting first. */
const relatedSubjects: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'full name', 'first name', 'introduction', 'nickname'],
  'first name': ['first name', 'name', 'full name', 'introduction'],
  'full name': ['full name', 'name', 'introduction'],
  'last name': ['last name', 'surname', 'family name', 'full name', 'name'],
  surname: ['surname', 'last name', 'family name', 'full name', 'name'],
  job: ['job', 'occupation', 'profession', 'i work', 'i am'],
  occupation: ['occupation', 'job', 'profession', 'i work', 'i am'],
  profession: ['profession', 'job', 'occupation', 'i work', 'i am'],
  employer: ['employer', 'i work'],
  address: ['address', 'i live'],
  birthday: ['birthday', 'date of birth', 'i born when'],
  'i live': ['i live', 'address', 'city', 'hometown'],
  'i from': ['i from', 'hometown', 'i born where'],
  'i work': ['i work', 'job', 'employer', 'company'],
  'i do': ['job', 'occupation', 'profession', 'i work', 'i am'],
  'i born when': ['i born when', 'birthday', 'date of birth'],
};
const relatedKeys: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(relatedSubjects).map(([subject, related]) => [factKey(subject), related.map(factKey)]),
);

/** A question about the user, and the subject its groups make: `your …` from the first group unless said otherwise. */
const questions: readonly (readonly [RegExp, (groups: readonly string[]) => Recalling])[] = [
  [/^what(?: is|'s|s)? the name of my (.+)$/, ([thing = '']) => ask(thing, ' name')],
  [/^(?:what|how) (?:is|are|was|were) my (.+) (?:called|named)$/, ([thing = '']) => ask(thing, ' name')],
  [
    /^(?:what|who|when|where|which)(?: is| are| was| were|'s|s|'re)? my (.+?)(?: is| are| was)?$/,
    ([thing = '']) => ask(thing),
  ],
  [/^(?:what|which) (.+) (?:is|are) my favou?rites?$/, ([thing = '']) => ask(`favorite ${thing}`)],
  [/^(?:what|which) [a-z]+ (?:is|are|does) my (.+?)(?: have)?$/, ([thing = '']) => ask(thing)],
  [/^how [a-z]+ (?:is|are) my (.+)$/, ([thing = '']) => ask(thing)],
  [/^(?:say|repeat|and|what about) my (.+)$|^my ((?!.* (?:is|are|was|were) ).+)$/, ([a, b]) => ask(a ?? b ?? '')],
  [/^what did i (?:say|tell you)(?: that)? my (.+?) (?:is|are|was|were)$/, ([thing = '']) => ask(thing)],
  [/^what did i (?:say|tell you) about my (.+)$/, ([thing = '']) => ask(thing)],
  [
    /^how old (?:am i|i am)$|^what(?:'s| is)? age (?:am i|i am)$/,
    () => ({ key: factKey('age'), subject: 'how old you are' }),
  ],
  [
    /^where (?:do )?i (?:live|stay|reside)$|^where (?:am i|i am) (?:living|based|located)$|^(?:what|which) (?:city|town|country|place|street|state) (?:do )?i live (?:in|on|at)$|^in (?:what|which) (?:city|town|country) do i live$/,
    () => ({ key: factKey('i live'), subject: 'where you live' }),
  ],
  [
    /^where (?:am i|i am|do i come) from$|^where i come from$|^(?:what|which) (?:city|town|country) (?:am i|do i come) from$/,
    () => ({ key: factKey('i from'), subject: 'where you are from' }),
  ],
  [
    /^(?:where|who|what company) (?:do |am )?i (?:am )?work(?:ing)?(?: (?:at|for|as))?$/,
    () => ({ key: factKey('i work'), subject: 'where you work' }),
  ],
  [
    /^(?:what|where) (?:do |am )?i (?:am )?study(?:ing)?(?: at)?$/,
    () => ({ key: factKey('i study'), subject: 'what or where you study' }),
  ],
  [/^what (?:do i|i) do(?: for (?:a living|work))?$/, () => ({ key: factKey('i do'), subject: 'what you do' })],
  [/^when was i born$/, () => ({ key: factKey('i born when'), subject: 'when you were born' })],
  [/^where was i born$/, () => ({ key: factKey('i born where'), subject: 'where you were born' })],
  [
    /^(?:what|which)(?: [a-z]+){0,2} do i (like|love|hate|dislike|prefer|enjoy|speak|play|drive|teach|own|have)(?: to [a-z]+| most| best)?$/,
    ([verb = '']) => ({ key: factKey(`i ${verb}`), subject: `what you ${verb}` }),
  ],
  [/^what am i$/, () => ({ key: factKey('i am'), subject: 'what you are' })],
];
const aboutEverything =
  /^(?:who (?:am i|i am)|me|what (?:do )?(?:you )?know about me|(?:anything|something|everything|all) about me|what (?:have|did) i (?:told|tell|said|say)(?: to)?(?: you)?(?: about (?:me|myself))?(?: so far)?|what you know about me|about me|who i was)$/;
const asksForMore = /^your .*\b(?:in|for|with|if|when|that|to|from|as|like|backwards|spelled)\b/;
const maxSubjectWords = 6;
const nameKey = factKey('name');

interface Recalling {
  readonly key: string;
  readonly subject: string;
}

/** Answers a question about the user from what they said; `null` when the sentence is no such question. */
export function recallFacts(sentence: string, facts: Facts): Recalled | null {
  const question = plainQuestion(sentence);
  if (aboutEverything.test(question)) return recallEverything(facts);
  const checked = /^(?:is|are|was|isn't|aren't) my (.+)$/.exec(question)?.[1];
  if (checked !== undefined) return recallBeginningOf(checked, facts);
  for (const [pattern, recalling] of questions) {
    const match = pattern.exec(question);
    if (!match) continue;
    const { key, subject } = recalling(match.slice(1));
    if (key === '' || key.split(' ').length > maxSubjectWords) return null;
    const answer = recallKey(key, facts);
    // `my name in French` asks for more than was stated.
    return answer === null && asksForMore.test(subject) ? null : { answer, subject };
  }
  return null;
}

function recallKey(key: string, facts: Facts): string | null {
  for (const candidate of relatedKeys.get(key) ?? [key, `${key} ${nameKey}`]) {
    const found = facts.get(candidate);
    if (found && found.length > 0) return sentences(found);
  }
  // `My sister is Anna` tells her name, `My dog is brown` does not.
  const named = key.endsWith(` ${nameKey}`) ? facts.get(key.slice(0, -nameKey.length - 1)) : undefined;
  return named?.every(({ value }) => /^\p{Lu}/u.test(value)) ? sentences(named) : null;
}

function recallEverything(facts: Facts): Recalled {
  const all = [...facts.values()].flat();
  return { answer: all.length === 0 ? null : sentences(all), subject: 'anything about yourself' };
}

/** `is my name Alice` asks for the fact whose key the words begin with. */
function recallBeginningOf(words: string, facts: Facts): Recalled | null {
  const key = factKey(words);
  for (const candidate of [...facts.keys()].reverse()) {
    if (key.startsWith(`${candidate} `)) return { answer: recallKey(candidate, facts), subject: 'that' };
  }
  return null;
}

function ask(thing: string, suffix = ''): Recalling {
  return { key: factKey(thing + suffix), subject: suffix ? `what your ${thing} is called` : `your ${thing}` };
}

function sentences(facts: readonly StatedFact[]): string {
  return facts.map(({ said }) => `${said}.`).join(' ');
}
