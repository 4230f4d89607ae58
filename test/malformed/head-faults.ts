import type { MalformedRequest } from './malformed-request.ts';
import type { Random } from './random.ts';
import { soundRequests } from './sound-requests.ts';
import { usualHeaders, writeHead, writeRequest } from './write-request.ts';

type HeadFault = (random: Random) => Omit<MalformedRequest, 'fault'>;

const contentTypes: readonly [string, ...string[]] = [
  ...([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
  ] as const),
  ...[
    'application/json; charset=utf-16',
    'application/json, text/html',
    '',
    ' ',
    'application/',
    ';;;',
    'a'.repeat(4000),
    '\xff/\xfe',
  ],
];
const methods: readonly [string, ...string[]] = [
  ...([
    'GET',
    'HEAD',
    'OPTIONS',
    'TRACE',
    'PUT',
    'DELETE',
    'PATCH',
    'PROPFIND',
    'M-SEARCH',
    'SEARCH',
    'PURGE',
  ] as const),
  ...['LINK', 'QUERY', 'REPORT', 'LOCK'],
];
const targets: readonly [string, ...string[]] = [
  ...([
    '/',
    '//',
    '///v1/models',
    '/v1',
    '/v1/',
    '/v1/chat',
    '/v1/chat/completions/',
    '/v1//chat/completions',
  ] as const),
  ...[
    '/v1/chat/completions%00',
    '/v1/chat%2fcompletions',
    '/%',
    '/%zz',
    '/%ff%fe',
    '/v1/models/%',
    '/v1/models/%E0%A4%A',
  ],
  ...[
    '/v1/models/%00',
    '/v1/models/%2e%2e%2f',
    '/../../etc/passwd',
    '/v1/../health',
    '/./health',
    '/v1/models/../../x',
    '/*',
    '*',
  ],
  ...[
    '/v1/models/__proto__',
    '/v1/models/constructor',
    '/constructor',
    '/__proto__',
    '/toString',
    '/v1/models?a=%',
    '/health?x',
    '/?',
  ],
  ...[
    'http://evil.example/v1/models',
    'http://127.0.0.1/v1/models',
    'https://127.0.0.1:1/health',
    'evil.example:443',
    '/v1/models#a',
  ],
  ...[
    '/v1/models/\xc3\xa9',
    '/\xff\xfe',
    '/v1/models/a%20b',
    '/v1/responses',
    '/v1/embeddings',
    '/v1/messages',
    '/metrics/x',
    '/health/',
  ],
  ...[
    '/v1\\models',
    '/{id}',
    '/v1/models/{id}',
    '/:id',
    '/a|b',
    '/"',
    '/<script>',
    "/'--",
    '/v1/models/%5B%5D',
    '/api/admin/cato/../x',
  ],
];
const oddHeaders: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ...([['content-encoding', 'gzip']] as const),
  ...([
    ['content-encoding', 'br, x'],
    ['accept', 'text/html'],
    ['accept-encoding', 'gzip;q=nope'],
    ['expect', '100-continue'],
    ['expect', 'a-miracle'],
    ['upgrade', 'websocket'],
    ['connection', 'upgrade'],
    ['connection', 'close'],
    ['connection', 'x, y, z'],
    ['host', 'evil.example'],
    ['host', 'a b'],
    ['host', ''],
    ['host', '127.0.0.1:99999999'],
    ['host', '[::1'],
    ['host', 'user@127.0.0.1'],
    ['host', '127.0.0.1/v1'],
    ['host', '\xff'],
    ['origin', 'null'],
    ['origin', '\xff'],
    ['authorization', ''],
    ['authorization', 'Bearer'],
    ['authorization', `Bearer ${'x'.repeat(8000)}`],
    ['authorization', 'Bearer \xff\xfe'],
    ['x-api-key', ''],
    ['x-cato-cache', 'off'],
    ['x-cato-', ''],
    ['x-cato-\x7e', 'x'],
    ['x-stainless-retry-count', '-1'],
    ['x-stainless-retry-count', '1e999'],
    ['x-request-id', 'a\tb'],
    ['idempotency-key', 'x'.repeat(5000)],
    ['__proto__', 'x'],
    ['constructor', 'x'],
    ['cookie', '\xff=\xfe'],
    ['range', 'bytes=0-1'],
    ['if-none-match', '*'],
    ['x-http-method-override', 'DELETE'],
    ['x-forwarded-host', 'evil.example'],
    ['te', 'trailers'],
    ['content-length', ''],
    ['trailer', 'x'],
  ] as const),
];

function soundBody(random: Random): Buffer {
  return Buffer.from(JSON.stringify(random.pick(soundRequests)));
}

/** Faults of a request's head that leave its length clear. */
export const headFaults: Readonly<Record<string, HeadFault>> = {
  'content type'(random) {
    const headers = [
      ['host', '127.0.0.1'],
      ...(random.chance(0.1) ? [] : [['content-type', random.pick(contentTypes)] as const]),
    ] as const;
    return oneAnswer('POST', writeRequest(soundBody(random), headers));
  },
  'method and path'(random) {
    const method = random.pick(methods);
    const target = random.pick(targets);
    // Anything else is for proxies, or refused by the parser before it knows what was asked.
    const isUsual = /^\/[\x21-\x7e]*$/.test(target);
    const bytes = random.chance(0.5)
      ? writeHead({ method, target, headers: usualHeaders })
      : writeRequest(soundBody(random), usualHeaders, { method, target });
    return { writes: [bytes], methods: [method], expects: isUsual ? 'answer' : 'end', keepsConnection: false };
  },
  'made-up model'(random) {
    const target = `/v1/models/${random.bytes(6).toString('hex')}`;
    return oneAnswer('GET', writeHead({ method: 'GET', target, headers: usualHeaders }));
  },
  'percent-encoded path'(random) {
    const junk = random.bytes(random.magnitude(500));
    const text = random.chance(0.5) ? junk.toString('latin1') : junk.toString('utf8');
    const target = `${random.pick(['/', '/v1/models/', '/v1/chat/'])}${encodeMost(text, random)}`;
    return oneAnswer('GET', writeHead({ method: 'GET', target, headers: usualHeaders }));
  },
  'long path'(random) {
    const target = `/v1/models/${random.pick(['a', '%20', '/', '..', '%'])}`.padEnd(random.magnitude(30_000), 'x');
    const bytes = writeHead({ method: 'GET', target, headers: usualHeaders });
    return { writes: [bytes], methods: ['GET'], expects: 'end', keepsConnection: false };
  },
  'odd header'(random) {
    const [name, value] = random.pick(oddHeaders);
    const headers = [...usualHeaders.filter(([other]) => other !== name), [name, value] as const];
    const bytes = writeRequest(soundBody(random), headers);
    return { writes: [bytes], methods: ['POST'], expects: 'end', keepsConnection: false };
  },
  'many headers'(random) {
    const count = random.magnitude(2500);
    const headers = Array.from(
      { length: count },
      (_, index) => [`x-${random.chance(0.5) ? index : 'same'}`, 'y'] as const,
    );
    const bytes = writeRequest(soundBody(random), [...usualHeaders, ...headers]);
    return { writes: [bytes], methods: ['POST'], expects: 'end', keepsConnection: false };
  },
  'large header'(random) {
    const header = ['x-large', 'y'.repeat(random.magnitude(200_000))] as const;
    const bytes = writeRequest(soundBody(random), [...usualHeaders, header]);
    return { writes: [bytes], methods: ['POST'], expects: 'end', keepsConnection: false };
  },
};

function oneAnswer(method: string, bytes: Buffer): Omit<MalformedRequest, 'fault'> {
  return { writes: [bytes], methods: [method], expects: 'answer', keepsConnection: true };
}

/** Percent-encodes what may not stand in a path, and some of what may; some of it wrongly. */
function encodeMost(text: string, random: Random): string {
  const encoded = [...Buffer.from(text)].map((byte) => {
    const isPlain = /[\w./~-]/.test(String.fromCharCode(byte));
    if (isPlain && random.chance(0.7)) return String.fromCharCode(byte);
    const hex = byte.toString(16).padStart(2, '0');
    return random.chance(0.95) ? `%${hex}` : `%${hex.slice(1)}`;
  });
  return encoded.join('');
}
