/**
 * The headers that let a page of another origin read the answer.
 * @param origin of the page that asks; `null` = no page asks.
 */
export function corsHeaders(allowed: readonly string[], origin: string | null): Readonly<Record<string, string>> {
  if (allowed.length === 0) return {};
  // Also without it: a cache must not give a page the answer that another one was given.
  if (origin === null || !allowed.includes(origin)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' };
}
