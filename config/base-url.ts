/**
 * What is wrong with a provider's address, or `null` when nothing is. Never repeats the text,
 * which may hold credentials.
 */
export function baseUrlFault(text: string): string | null {
  if (!URL.canParse(text)) return 'expected an address such as https://host/v1';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'expected an address that begins with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'credentials do not belong into an address; use `apiKey`';
  if (url.search !== '' || url.hash !== '') return 'expected an address without `?` and `#`';
  return null;
}

/** Whether two addresses lead to the same server. */
export function isSameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

/** Whether an address leads to this machine at that port. */
export function isOwnAddress(address: string, port: number): boolean {
  const url = new URL(address);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'].includes(url.hostname);
  return isLocal && Number(url.port || (url.protocol === 'https:' ? 443 : 80)) === port;
}
