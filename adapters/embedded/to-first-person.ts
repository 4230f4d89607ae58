const forms: readonly (readonly [RegExp, string])[] = [
  [
    /^[Yy]ou(?:'re| are) (?:talking|speaking|chatting) (?:to|with) (?:a user (?:called|named) )?(?=\p{Lu})/u,
    'My name is ',
  ],
  [/^(?:the|this|current) user'?s /i, 'My '],
  [/^(?:the |this |current )?user ?name is /i, 'My name is '],
  [/^(?:the|this) user (?:is|was) /i, 'I am '],
  [/^(?:the|this) user (likes|loves|hates|enjoys|prefers|speaks|plays|drives|lives|works|owns|comes) /i, 'I $1 '],
  [/^(?:the|this) user (?:has) /i, 'I have '],
  [/^(?:the|this) user stud(?:ies) /i, 'I study '],
];

/** A system message's statement about the user as the user would say it: `The user's name is Alice` → `My name is Alice`. */
export function toFirstPerson(sentence: string): string {
  const plain = sentence.replace(/[‘’]/g, "'");
  for (const [pattern, replacement] of forms) {
    if (!pattern.test(plain)) continue;
    return plain.replace(pattern, replacement).replace(/^I ([a-z]+)s (?=.)/, (_, verb: string) => `I ${verb} `);
  }
  return sentence;
}
