import type { Random } from './random.ts';

const maxDepth = 100_000;
/** Large, and well below the gateway's limit for a whole body. */
const maxTextLength = 2_000_000;

const plain: readonly [string, ...string[]] = [
  ...([
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '1.5',
    '2',
    '1e308',
    '-1e308',
    '1e400',
    '-1e400',
    '1e-400',
  ] as const),
  ...['9007199254740993', '123456789012345678901234567890', '4294967296', '-2147483649', '0.1e-7'],
  ...[
    '""',
    '" "',
    '"x"',
    '"0"',
    '"null"',
    '"true"',
    '"[]"',
    '"{}"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00x"',
  ],
  ...['"\\ufeff"', '"\\u202e"', '"\\u001b[2J"', '"\\r\\nx: y"', '"../../etc/passwd"', '"%s%n"', '"𝒳"', '"é"'],
  ...[
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '[[[]]]',
    '[{}]',
    '{"":""}',
    '[1,"a",null]',
    '["a"]',
    '{"type":"text"}',
    '{"type":7}',
  ],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"toString":null}'],
  ...['{"length":1}', '{"0":"a","length":1}', '{"toJSON":"x"}', '{"then":1}', '{"valueOf":0}', '{"hasOwnProperty":1}'],
];

/** Values that are valid JSON and seldom what was meant. */
export function strangeJson(random: Random): string {
  if (random.chance(0.01)) return nested(random, random.magnitude(maxDepth));
  if (random.chance(0.01)) return longText(random);
  if (random.chance(0.03)) return `"${'\\u0061'.repeat(random.magnitude(2000))}"`;
  return random.pick(plain);
}

/** Lists in lists, or objects in objects, closed properly. */
export function nested(random: Random, depth: number): string {
  const [open, close] = random.pick<readonly [string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"content":', '}]'],
  ]);
  return `${open.repeat(depth)}${random.pick(['0', 'null', '""', '[]', '{}'])}${close.repeat(depth)}`;
}

/** One long string: of letters, of spaces, of one-letter sentences, of what regular expressions stumble over. */
export function longText(random: Random): string {
  const unit = random.pick([
    'a',
    ' ',
    'a. ',
    '((((',
    'is is is ',
    '1+',
    '\\n',
    '\\u0000',
    '?',
    '潮',
    '🙂',
    '\\ud83d',
    "What's ",
    '-',
  ]);
  const length = random.magnitude(random.chance(0.1) ? maxTextLength : 50_000);
  return `"${unit.repeat(Math.ceil(length / unit.length))}"`;
}
