import type { Random } from '../../malformed/random.ts';
import type { Reply } from '../reply.ts';

const words = [
  ...['tide', 'harbour', 'Brest', 'at', 'noon', 'leaves', 'the', 'keel', 'two', 'metres', 'wind', '4.2', 'west'],
  ...[
    '潮は満ちた',
    '🌊',
    'Überfahrt',
    'naïve',
    '“turns”',
    'ق',
    '👩‍👩‍👧',
    '\\n',
    '"quoted"',
    'data: [DONE]',
    '\n\n',
    '{"a":1}',
    ': x',
  ],
] as const;

/** A reply of text, reasoning or tool calls, mixed. The text never repeats itself: numbers run through it. */
export function randomReply(random: Random, first: string): Reply {
  const kind = random.pick(['text', 'text', 'text', 'text', 'reasoned', 'call', 'calls', 'text-and-call']);
  const text = { text: randomText(random, first, random.magnitude(random.chance(0.03) ? 400 : 40)) };
  switch (kind) {
    case 'text':
      return text;
    case 'reasoned':
      return { reasoning: randomText(random, `Think: ${first}`, random.magnitude(20)), ...text };
    case 'call':
      return { toolCalls: [randomCall(random, first)] };
    case 'calls':
      return { toolCalls: [randomCall(random, first), randomCall(random, 'second')] };
    case 'text-and-call':
      return { ...text, toolCalls: [randomCall(random, first)] };
  }
}

/** The same kind of reply in other words, from the first or from somewhere in the middle. */
export function otherwise(random: Random, reply: Reply): Reply {
  const other = (text: string): string => {
    const points = [...text];
    const kept = random.chance(0.5) ? 0 : random.below(points.length);
    return `${points.slice(0, kept).join('')}≠ ${randomText(random, 'otherwise', 8)}`;
  };
  const { text, reasoning, toolCalls } = reply;
  return {
    ...(reasoning === undefined ? {} : { reasoning: other(reasoning) }),
    ...(text === undefined ? {} : { text: other(text) }),
    ...(toolCalls === undefined ? {} : { toolCalls: toolCalls.map(() => randomCall(random, 'otherwise')) }),
  };
}

function randomText(random: Random, first: string, count: number): string {
  const said = [first];
  for (let index = 0; index < count; index += 1) said.push(random.pick(words), String(index * 7));
  return said.join(' ');
}

function randomCall(random: Random, port: string): { name: string; input: string } {
  const input = random.chance(0.1)
    ? {}
    : { port, day: randomText(random, 'day', random.below(8)), metres: random.below(9) };
  return { name: 'get_tide', input: JSON.stringify(input) };
}
