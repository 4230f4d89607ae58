/** How the other formats' ids begin; compatible servers give theirs all kinds of names. */
const foreign = /^(?:msg|resp)_/;

/** The answer's id: the provider's unless it is another format's, else made of the request's. */
export function answerId(requestId: string, upstreamId: string | null = null): string {
  return upstreamId === null || foreign.test(upstreamId) ? `chatcmpl-${requestId}` : upstreamId;
}
