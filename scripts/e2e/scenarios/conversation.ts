/** A conversation whose last question only the first message answers. */
export const conversation = [
  { role: 'user' as const, content: 'My name is Alice.' },
  { role: 'assistant' as const, content: 'Hello Alice, how can I help you?' },
  { role: 'user' as const, content: 'What is my name? Answer with the name.' },
];

/** What is in every right answer to it. */
export const theName = 'Alice';
