export interface PlainAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An address without the user and password in it, and the header that stands for them. */
export function separateCredentials(address: string): PlainAddress {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { url: address, headers: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}
