import { bodyFaults } from './body-faults.ts';
import type { MalformedRequest } from './malformed-request.ts';
import type { Random } from './random.ts';
import { soundRequests } from './sound-requests.ts';
import { usualHeaders, writeHead, writeRequest } from './write-request.ts';

type ConnectionFault = (random: Random) => Omit<MalformedRequest, 'fault'>;

const post = 'POST /v1/chat/completions HTTP/1.1\r\n';
const host = 'host: 127.0.0.1\r\n';

/** Heads that no careful client writes. Each is whole: a parser can decide on it. */
export const impossibleHeads: readonly [string, ...string[]] = [
  ...([`${post}\r\n`, `${post}${host}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`] as const),
  `${post}${host}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`,
  `${post}${host}content-length: 2, 3\r\n\r\n{}`,
  ...['-1', '+2', '0x2', '2.0', '1e1', ' ', 'two', '99999999999999999999', '2 2'].map(
    (length) => `${post}${host}content-length: ${length}\r\n\r\n{}`,
  ),
  ...[
    'gzip',
    'identity',
    'chunked, gzip',
    'chunked, chunked',
    'xchunked',
    'chunked;q=1',
    ' ',
    '\x0bchunked',
    'Chunked',
  ].map((coding) => `${post}${host}transfer-encoding: ${coding}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  `${post}${host}transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ...[
    'zz\r\n{}\r\n0\r\n\r\n',
    '-2\r\n{}\r\n0\r\n\r\n',
    '2\r\n{}xx0\r\n\r\n',
    'ffffffffffffffffff\r\n{}\r\n0\r\n\r\n',
    '2;\x00=\x01\r\n{}\r\n0\r\n\r\n',
  ].map((chunks) => `${post}${host}transfer-encoding: chunked\r\n\r\n${chunks}`),
  `${post}${host}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-trailer: y\r\nhost: evil\r\n\r\n`,
  `${post}${host}x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{}`,
  `${post}${host}x folded: a\r\n\r\n`,
  `${post}${host}no-colon\r\n\r\n`,
  `${post}${host}: empty\r\n\r\n`,
  `${post}${host}x-nul: a\0b\r\n\r\n`,
  `${post}${host}x-bell: a\x07b\r\n\r\n`,
  `${post}${host}x-cr: a\rb\r\n\r\n`,
  `${post}host : 127.0.0.1\r\n\r\n`,
  `${post}${host}${host}content-length: 2\r\n\r\n{}`,
  `${post}host: 127.0.0.1\r\nhost: evil.example\r\ncontent-length: 2\r\n\r\n{}`,
  ...['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'HTTP/1', 'http/1.1', 'HTTQ/1.1', ''].map(
    (version) => `GET /health ${version}\r\n${host}\r\n`,
  ),
  ...['get', 'FOO', 'G\0T', '', 'POST POST', 'CONNECT', 'PRI', 'SOURCE'].map(
    (method) => `${method} /health HTTP/1.1\r\n${host}\r\n`,
  ),
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'GET /a b c HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET  /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /health\tHTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /health HTTP/1.1\nhost: 127.0.0.1\n\n',
  '\r\n\r\n\r\nGET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '{"model":"auto","messages":[]}\r\n\r\n',
  `${post}${host}connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\ncontent-length: 2\r\n\r\n{}`,
  `${post}${host}expect: a-miracle\r\ncontent-length: 2\r\n\r\n{}`,
];

function soundBody(random: Random): Buffer {
  return Buffer.from(JSON.stringify(random.pick(soundRequests)));
}

/** Faults below HTTP, or of it: after each the connection is given up. */
export const connectionFaults: Readonly<Record<string, ConnectionFault>> = {
  'impossible head': (random) => impolite([Buffer.from(random.pick(impossibleHeads), 'latin1')]),
  garbage: (random) => impolite([Buffer.concat([random.bytes(random.magnitude(3000)), Buffer.from('\r\n\r\n')])]),
  'broken head'(random) {
    const head = writeRequest(soundBody(random));
    const at = random.below(60);
    const junk = random.bytes(random.magnitude(20));
    return impolite([Buffer.concat([head.subarray(0, at), junk, head.subarray(at)])]);
  },
  'pipelined junk'(random) {
    const sound = writeRequest(soundBody(random));
    const pieces = Array.from({ length: 1 + random.below(6) }, () => {
      const kind = random.below(4);
      if (kind === 0) return Buffer.from(random.pick(impossibleHeads), 'latin1');
      if (kind === 1) return random.bytes(random.magnitude(200));
      return kind === 2 ? writeHead({ method: 'GET', target: '/health', headers: usualHeaders }) : sound;
    });
    return { ...impolite([Buffer.concat([sound, ...pieces])]), methods: Array(10).fill('POST') };
  },
  'cut into pieces'(random) {
    const bytes = writeRequest(soundBody(random));
    const cuts = Array.from({ length: 1 + random.below(5) }, () => random.below(bytes.length)).sort((a, b) => a - b);
    const writes = [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
    return {
      writes: writes.filter(({ length }) => length > 0),
      methods: ['POST'],
      expects: 'answer',
      keepsConnection: true,
    };
  },
  'chunked body'(random) {
    const fault = bodyFaults['strange value'];
    const { bytes, isHopeless } = fault ? fault(random) : { bytes: soundBody(random), isHopeless: false };
    const head = writeHead({ headers: [...usualHeaders, ['transfer-encoding', 'chunked']] });
    const at = random.below(bytes.length);
    const chunks = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0);
    const body = chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]);
    const writes = [Buffer.concat([head, ...body, Buffer.from('0\r\n\r\n')])];
    return { writes, methods: ['POST'], expects: isHopeless ? 'refusal' : 'answer', keepsConnection: true };
  },
  'dropped half-way'(random) {
    const bytes = writeRequest(soundBody(random));
    const sent = bytes.subarray(0, random.below(bytes.length + 1));
    return { writes: [sent], methods: [], expects: 'nothing', keepsConnection: false };
  },
  'ended half-way'(random) {
    const bytes = writeRequest(soundBody(random));
    return impolite([bytes.subarray(0, random.below(bytes.length))]);
  },
};

export function impolite(writes: readonly Buffer[]): Omit<MalformedRequest, 'fault'> {
  return { writes, methods: ['POST'], expects: 'end', keepsConnection: false };
}
