import { factKey, type StatedFact } from './stated-fact.ts';
import { turnToUser } from './turn-to-user.ts';

const maxValueLength = 200;
const maxSubjectWords = 6;
const denial = /^(?:not|never|no longer)\b ?/i;
const question = /^(?:what|who|where|when|why|how|which|whether|if|that|about)\b/i;
/** What `my … is` introduces that is no fact about the user. */
const noSubject =
  /^(?:question|point|problem|issue|request|guess|bet|task|goal is to|concern|only question|next question)$/i;
const namePattern = /^[\p{L}][\p{L}'.-]*(?: [\p{L}][\p{L}'.-]*){0,4}$/u;
const noName =
  /^(?:not|never|no|a|an|the|my|your|very|so|too|quite|hard|difficult|easy|unknown|secret|private|common|rare|long|short|spelled|spelt|pronounced|misspelled|written|often|usually|irrelevant|important|none|what|on|in|at|of|to|later|back|when|if|maybe|tomorrow|today|and|or|is|was)$/i;
/** Capitalized words after `I am` that are no names. */
const noIntroduction =
  /^(?:american|british|english|irish|scottish|welsh|canadian|australian|german|austrian|swiss|french|italian|spanish|portuguese|dutch|belgian|danish|swedish|norwegian|finnish|polish|czech|greek|turkish|russian|ukrainian|indian|chinese|japanese|korean|thai|vietnamese|brazilian|mexican|european|asian|african|muslim|jewish|hindu|buddhist|catholic|protestant|ok|i)$/i;

/** Reads one clause as a statement of the user about themselves; `null` when it is none. */
export function readFact(clause: string): StatedFact | null {
  return readName(clause) ?? readPossession(clause) ?? readBeing(clause) ?? readHabit(clause);
}

function readName(clause: string): StatedFact | null {
  const match =
    /^(?:my (?:actual |real )?name(?: is|'s)|the name(?: is|'s)|i(?: am|'m) (?:called|named)|(?:you can |you may |everyone |everybody |people |they |friends )?calls? me|i go by)(?: also| now| actually)? (.+)$/i.exec(
      clause,
    );
  if (!match) return null;
  const said = unquoted(match[1] ?? '');
  const corrected = /^not .{1,60}?(?:,? but|[,;] it(?:'s| is)) (.+)$/i.exec(said)?.[1];
  const isDenial = corrected === undefined && denial.test(said);
  const name = (corrected ?? (isDenial ? said.replace(denial, '') : said)).replace(
    /(?:,| and| but| or| by the way).*$| (?:now|today|actually|too|though|again|please|everyone|everybody|btw)$/,
    '',
  );
  // `call me later` is a request, a name after it is written as one.
  const needsCapital = /calls? me|go by/i.test(clause) || name.split(' ').length > 3;
  if (!isName(name) || (needsCapital && !startsUpperCase(name))) return null;
  return fact('name', name, `Your name is ${name}`, { isDenial });
}

function readPossession(clause: string): StatedFact | null {
  const match =
    /^my ((?:[\p{L}\p{N}'-]+ ){1,8}?)(is|are|was|were|isn't|aren't|wasn't)( (?:called|named))? (.+)$/iu.exec(clause) ??
    /^my ((?:[\p{L}\p{N}-]+ ){0,5}[\p{L}\p{N}-]+)('s)( (?:called|named))? (.+)$/iu.exec(
      clause.replace(/'s (?=\S+ (?:is|are) )/i, ' '),
    );
  if (!match) return null;
  const [, subject = '', verb = '', naming = ''] = match;
  const value = unquoted(match[4] ?? '');
  const noun = subject.trim();
  const isDenial = verb.endsWith("n't") || denial.test(value);
  if (noun.split(' ').length > maxSubjectWords || noSubject.test(noun) || !isValue(value)) return null;
  const key = naming ? `${noun} name` : noun;
  // A name that is no name, `my name is hard to spell`, was turned down before.
  if (factKey(key) === factKey('name')) return null;
  const said = `Your ${turnToUser(noun)} ${verb === "'s" ? 'is' : verb}${naming} ${turnToUser(value)}`;
  return fact(key, value.replace(denial, ''), said, { isDenial });
}

function readBeing(clause: string): StatedFact | null {
  const match = /^i(?: am|'m)(?: also| now| currently| actually| just)? (.+)$/i.exec(clause);
  if (!match) return null;
  const value = unquoted(match[1] ?? '');
  const age = /^(\d{1,3})(?: years?(?: old| of age)?| yo)?$/i.exec(value)?.[1];
  if (age !== undefined) return fact('age', age, `You are ${age} years old`);
  const place = /^(from|living (?:in|at)|based in|working (?:at|for|as)|studying) (.+)$/i.exec(value);
  if (place?.[1] && isValue(place[2] ?? '')) {
    const verb = place[1].toLowerCase();
    const key =
      verb === 'from' ? 'i from' : verb.startsWith('work') ? 'i work' : verb === 'studying' ? 'i study' : 'i live';
    return fact(key, place[2] ?? '', `You are ${verb} ${turnToUser(place[2] ?? '')}`);
  }
  const name = value.replace(/ from .*$| here$/, '');
  if (isIntroduction(name)) return fact('introduction', name, `You said “I am ${name}”`);
  if (/^an? (?!bit\b|little\b|lot\b|few\b|tad\b|fan\b)/i.test(value) && isValue(value)) {
    return fact('i am', value, `You are ${turnToUser(value)}`, { isOneOfMany: true });
  }
  return null;
}

function readHabit(clause: string): StatedFact | null {
  const born = /^i was born (on|in|at) (.+)$/i.exec(clause);
  if (born?.[1] && isValue(born[2] ?? '')) {
    const isTime = /\d/.test(born[2] ?? '');
    return fact(
      isTime ? 'i born when' : 'i born where',
      born[2] ?? '',
      `You were born ${born[1].toLowerCase()} ${born[2]}`,
    );
  }
  const match =
    /^i (?:(?:now|currently|also|really|usually|still|actually|just|mostly|absolutely) )?(don't |do not |no longer |never )?(live|work|study|come|like|love|hate|dislike|prefer|enjoy|speak|play|drive|teach|own|have)( (?:in|at|for|as|on|near|from|with))? (.+)$/i.exec(
      clause,
    );
  if (!match) return null;
  const [, negation = '', verb = '', preposition = ''] = match;
  const value = unquoted(match[4] ?? '').replace(/ any ?more$| now$/i, '');
  if (!isValue(value) || /^(?:to|been|had|got)\b/i.test(value)) return null;
  const lower = verb.toLowerCase();
  const naming = /^an? (.{1,60}?) (?:called|named) (.{1,60})$/i.exec(value);
  if (lower === 'have' && naming?.[1] && naming[2]) {
    return fact(`${naming[1]} name`, naming[2], `Your ${naming[1]} is called ${naming[2]}`);
  }
  const replaces = /^(?:live|work|study|come)$/.test(lower);
  return fact(
    lower === 'come' ? 'i from' : `i ${lower}`,
    value,
    `You ${negation}${lower}${preposition} ${turnToUser(value)}`,
    {
      isOneOfMany: !replaces,
      isDenial: negation !== '',
    },
  );
}

function fact(
  subject: string,
  value: string,
  said: string,
  kind: { isOneOfMany?: boolean; isDenial?: boolean } = {},
): StatedFact {
  return {
    key: factKey(subject),
    value,
    said,
    isOneOfMany: kind.isOneOfMany ?? false,
    isDenial: kind.isDenial ?? false,
  };
}

function unquoted(value: string): string {
  return value.replace(/^["' ]+|["' ]+$/g, '');
}

function isValue(value: string): boolean {
  return (
    value.length > 0 &&
    value.length <= maxValueLength &&
    /[\p{L}\p{N}]/u.test(value) &&
    !/^[<[{_]/.test(value) &&
    !question.test(value)
  );
}

function isName(text: string): boolean {
  if (!namePattern.test(text) || text.length > 80) return false;
  return !text.split(' ').some((word, index) => index === 0 && noName.test(word));
}

function isIntroduction(text: string): boolean {
  const words = text.split(' ');
  return (
    words.length <= 3 && isName(text) && words.every((word) => startsUpperCase(word) && !noIntroduction.test(word))
  );
}

function startsUpperCase(text: string): boolean {
  return /^\p{Lu}/u.test(text);
}
