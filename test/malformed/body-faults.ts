import { type JsonPath, listPaths, readAt, writeWith } from './json-paths.ts';
import type { Random } from './random.ts';
import { soundRequests } from './sound-requests.ts';
import { longText, nested, strangeJson } from './strange-json.ts';

export interface FaultyBody {
  readonly bytes: Buffer;
  /** Whether it cannot be answered, however kindly it is read. */
  readonly isHopeless: boolean;
}

type BodyFault = (random: Random) => FaultyBody;

const maxDepth = 100_000;
const specialKeys: readonly [string, ...string[]] = [
  ...([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'toJSON',
    'then',
    '',
    ' ',
    '\u0000',
    'model ',
    'Model',
  ] as const),
  ...[
    'messages[0]',
    'x_unknown',
    'prediction',
    'audio',
    'web_search_options',
    '\ud800',
    'a'.repeat(5000),
    '🙂',
    '$ref',
  ],
];
const badUtf8: readonly [Buffer, ...Buffer[]] = [
  Buffer.from([0xff]),
  ...[
    [0xfe, 0xff],
    [0xc3],
    [0xc0, 0xaf],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0x80],
    [0],
  ].map((bytes) => Buffer.from(bytes)),
];
const badUrls: readonly [string, ...string[]] = [
  ...([
    'data:',
    'data:,',
    'data:image/png,abc',
    'data:image/png;base64,',
    'data:image/png;base64,***',
    'http://',
  ] as const),
  ...[
    'data:;base64,AAAA',
    'data:image/png;base64,AAA',
    'data:text/html;base64,PGI+',
    'file:///etc/passwd',
    'ftp://x/y',
  ],
  ...[
    'https://\u0000',
    'http://169.254.169.254/latest/meta-data/',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'DATA:image/png;BASE64,AA==',
  ],
  ...[
    'data:application/pdf;base64,JVBERi0xLjQK',
    `data:${'a/b;'.repeat(1000)}base64,AA`,
    'data:text/plain;base64,/+8=',
    'javascript:1',
  ],
];

function json(text: string, isHopeless = false): FaultyBody {
  return { bytes: Buffer.from(text), isHopeless };
}

function soundText(random: Random): string {
  return JSON.stringify(random.pick(soundRequests));
}

function pickPath(random: Random, value: unknown, accepts: (found: unknown) => boolean = () => true): JsonPath {
  const paths = listPaths(value).filter((path) => path.length > 0 && accepts(readAt(value, path)));
  return paths[random.below(paths.length)] ?? [];
}

/** `model` and `messages` must be there and of their type; a body that is no object is none. */
function isRequired(path: JsonPath): boolean {
  return path.length === 1 && (path[0] === 'model' || path[0] === 'messages');
}

/** The faults of a body, by name. */
export const bodyFaults: Readonly<Record<string, BodyFault>> = {
  'strange value'(random) {
    const request = random.pick(soundRequests);
    const path = pickPath(random, request);
    const value = strangeJson(random);
    const isRightType = path[0] === 'model' ? value.startsWith('"') && value !== '""' : value.startsWith('[{');
    return json(writeWith(request, path, value), isRequired(path) && !isRightType);
  },
  'two strange values'(random) {
    const request = random.pick(soundRequests);
    const first = writeWith(request, pickPath(random, request), strangeJson(random));
    try {
      const changed: unknown = JSON.parse(first);
      return json(writeWith(changed, pickPath(random, changed), strangeJson(random)));
    } catch {
      return json(first);
    }
  },
  'missing value'(random) {
    const request = random.pick(soundRequests);
    const path = pickPath(random, request);
    return json(writeWith(request, path, null), isRequired(path));
  },
  'special key'(random) {
    const request = random.pick(soundRequests);
    const path = pickPath(
      random,
      request,
      (found) => typeof found === 'object' && found !== null && !Array.isArray(found),
    );
    const object = JSON.stringify(readAt(request, path) ?? request);
    const member = `${JSON.stringify(random.pick(specialKeys))}:${strangeJson(random)}`;
    return json(writeWith(request, path, object === '{}' ? `{${member}}` : `{${member},${object.slice(1)}`));
  },
  'duplicate key'(random) {
    const request = random.pick(soundRequests);
    const key = random.pick(['model', 'messages', 'stream', 'tools', 'temperature']);
    return json(`${JSON.stringify(request).slice(0, -1)},${JSON.stringify(key)}:${strangeJson(random)}}`);
  },
  'wrong role'(random) {
    const role = random.pick([
      'user',
      'assistant',
      'tool',
      'function',
      'system',
      'developer',
      'User',
      'robot',
      '',
      '__proto__',
    ]);
    const rest = random.pick<object>([
      {},
      { content: null },
      { content: [] },
      { content: 'x' },
      { content: 'x', tool_call_id: 'nobody' },
      { tool_calls: [] },
      { content: [{ type: 'tool_result', content: 'x' }] },
      { content: [{ type: 'refusal', refusal: 'no' }] },
      { name: 'x', content: '' },
    ]);
    const messages = Array.from({ length: random.magnitude(20) }, () => ({ role, ...rest }));
    return json(JSON.stringify({ model: 'auto', messages, stream: random.chance(0.3) }));
  },
  'tool arguments'(random) {
    const value = random.pick([
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"a":}',
      '\u0000',
      '{"__proto__":1}',
      'not json',
      '{"a":1}{"b":2}',
    ]);
    const call = { id: random.pick(['call_1', '', ' ']), type: 'function', function: { name: 'f', arguments: value } };
    const messages = [
      { role: 'user', content: 'Call f.' },
      { role: 'assistant', tool_calls: Array.from({ length: random.magnitude(5) }, () => call) },
      ...(random.chance(0.7)
        ? [{ role: 'tool', tool_call_id: random.pick(['call_1', 'call_2']), content: value }]
        : []),
    ];
    return json(JSON.stringify({ model: 'auto', messages }));
  },
  'bad address'(random) {
    const url = random.pick(badUrls);
    const part = random.pick<object>([
      { type: 'image_url', image_url: { url } },
      { type: 'file', file: { filename: random.pick(['a.pdf', 'b.txt', '', '../x', 'a\u0000b']), file_data: url } },
      {
        type: 'input_audio',
        input_audio: { data: url, format: random.pick(['wav', 'mp3', '', 'x/y', 'a'.repeat(3000)]) },
      },
      { type: 'file', file: { file_id: url } },
      { type: 'image_url', image_url: url },
    ]);
    return json(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: [part] }] }));
  },
  'odd model'(random) {
    const part = random.pick([
      'auto',
      '/',
      '//',
      'a/',
      '/a',
      '*',
      '**',
      '%',
      '..',
      '\u0000',
      '\ud800',
      'embedded/',
      'é',
      '🙂',
      '\r\n',
      '__proto__',
    ]);
    const model = part.repeat(random.magnitude(random.chance(0.05) ? 20_000 : 5));
    return json(JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], stream: random.chance(0.5) }));
  },
  'deep nesting'(random) {
    const depth = random.magnitude(maxDepth);
    if (random.chance(0.3)) return json('['.repeat(depth), true);
    if (random.chance(0.2)) return json('{"a":'.repeat(depth), true);
    if (random.chance(0.3)) return json(nested(random, depth), true);
    const request = random.pick(soundRequests);
    return json(writeWith(request, pickPath(random, request), nested(random, depth)));
  },
  'long text'(random) {
    const request = random.pick(soundRequests);
    return json(
      writeWith(
        request,
        pickPath(random, request, (found) => typeof found === 'string'),
        longText(random),
      ),
    );
  },
  'many messages'(random) {
    const message = JSON.stringify({
      role: 'user',
      content: random.pick(['', 'x', 'What is my name?', 'My name is Bob.', '1+1?']),
    });
    return json(`{"model":"auto","messages":[${Array(random.magnitude(3000)).fill(message).join(',')}]}`);
  },
  truncated(random) {
    const text = soundText(random);
    return json(text.slice(0, 1 + random.below(text.length - 1)), true);
  },
  'trailing junk'(random) {
    return json(
      `${soundText(random)}${random.pick(['}', ']', ',', 'x', '{}', '\u0000', '//', 'null', '\ufeff', '0'])}`,
      true,
    );
  },
  'a bit turned'(random) {
    const bytes = Buffer.from(soundText(random));
    const times = random.magnitude(10);
    for (let time = 0; time < times; time += 1) {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return { bytes, isHopeless: false };
  },
  'invalid UTF-8'(random) {
    const bytes = Buffer.from(soundText(random));
    const at = random.below(bytes.length + 1);
    const bad = random.pick(badUtf8);
    return { bytes: Buffer.concat([bytes.subarray(0, at), bad, bytes.subarray(at)]), isHopeless: false };
  },
  'no JSON'(random) {
    const text = random.pick([
      '',
      ' ',
      'null',
      'true',
      '0',
      '""',
      '[]',
      '"auto"',
      '{',
      '{"model"',
      '[{}]',
      'undefined',
      'NaN',
    ]);
    const other = random.pick([
      '<xml/>',
      'model=auto&messages=hi',
      '--x\r\ncontent-disposition: form-data\r\n\r\n',
      "{'model':'auto'}",
      '{model:1}',
    ]);
    return json(random.chance(0.6) ? text : other, true);
  },
  'random bytes'(random) {
    return { bytes: random.bytes(random.magnitude(2000)), isHopeless: true };
  },
  'other encoding'(random) {
    const text = soundText(random);
    return { bytes: Buffer.from(random.chance(0.5) ? text : `\ufeff${text}`, 'utf16le'), isHopeless: true };
  },
};
