/** What is wrong with a proxy's address as it stands in a file, or `null`. Never repeats the text, which may hold a password. */
export function proxyFault(text: string): string | null {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === '' || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return 'expected an address such as http://host:port, or `none`';
  }
  return url.username === '' && url.password === ''
    ? null
    : 'a proxy with a user and a password is referred to: `env:NAME`';
}
