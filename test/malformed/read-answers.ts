/** An HTTP answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ReadAnswers {
  /** Those that came whole; interim ones (1xx) apart. */
  readonly answers: readonly RawAnswer[];
  /** Whether bytes are left that make no whole answer. */
  readonly hasRest: boolean;
}

/**
 * Takes apart what a server sent. What is not HTTP has the status `NaN`.
 * @param methods of the requests, in order: an answer to HEAD has no body.
 * @throws Error when chunks cannot be read.
 */
export function readAnswers(received: Buffer, methods: readonly string[], isClosed: boolean): ReadAnswers {
  const answers: RawAnswer[] = [];
  let from = 0;
  while (from < received.length) {
    const headEnd = received.indexOf('\r\n\r\n', from);
    if (headEnd < 0) return { answers, hasRest: true };
    const head = received.toString('latin1', from, headEnd);
    const status = Number(head.match(/^HTTP\/1\.[01] (\d{3}) /)?.[1] ?? Number.NaN);
    const headers = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const bodyFrom = headEnd + 4;
    if (status >= 100 && status < 200) {
      from = bodyFrom;
      continue;
    }
    const isBodyless = methods[answers.length] === 'HEAD' || status === 204 || status === 304;
    const found = isBodyless
      ? { body: Buffer.alloc(0), end: bodyFrom }
      : readBody(received, bodyFrom, headers, isClosed);
    if (!found) return { answers, hasRest: true };
    answers.push({ status, headers, body: found.body });
    from = found.end;
  }
  return { answers, hasRest: false };
}

interface FoundBody {
  readonly body: Buffer;
  readonly end: number;
}

function readBody(
  received: Buffer,
  from: number,
  headers: Readonly<Record<string, string>>,
  isClosed: boolean,
): FoundBody | null {
  if (headers['transfer-encoding'] === 'chunked') return readChunks(received, from);
  if (headers['content-length'] === undefined) {
    return isClosed ? { body: received.subarray(from), end: received.length } : null;
  }
  const end = from + Number(headers['content-length']);
  return received.length >= end ? { body: received.subarray(from, end), end } : null;
}

function readChunks(received: Buffer, from: number): FoundBody | null {
  const chunks: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    if (!Number.isSafeInteger(size)) throw new Error(`a chunk of the answer has no length, at byte ${at}`);
    const dataFrom = lineEnd + 2;
    if (received.length < dataFrom + size + 2) return null;
    at = dataFrom + size + 2;
    if (size === 0) return { body: Buffer.concat(chunks), end: at };
    chunks.push(received.subarray(dataFrom, dataFrom + size));
  }
}
