import type { IncomingMessage } from 'node:http';

/** What is wrong with the number of Host headers (RFC 9112, section 3.2); `null` when nothing is. */
export function hostFault({ rawHeaders, httpVersion }: IncomingMessage): string | null {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  if (count > 1) return 'The request has more than one Host header.';
  if (count === 0 && httpVersion !== '1.0') return 'The Host header is missing.';
  return null;
}
