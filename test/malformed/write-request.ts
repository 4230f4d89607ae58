export type HeaderLines = readonly (readonly [name: string, value: string])[];

export interface WrittenHead {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderLines;
}

/** The head of a request as it travels; `latin1`, so that any byte can be in it. */
export function writeHead({ method = 'POST', target = '/v1/chat/completions', headers = [] }: WrittenHead): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
}

export const usualHeaders: HeaderLines = [
  ['host', '127.0.0.1'],
  ['content-type', 'application/json'],
];

/** A request with a body and its right length. */
export function writeRequest(body: Buffer, headers: HeaderLines = usualHeaders, head: WrittenHead = {}): Buffer {
  const length = ['content-length', String(body.length)] as const;
  return Buffer.concat([writeHead({ ...head, headers: [...headers, length] }), body]);
}
