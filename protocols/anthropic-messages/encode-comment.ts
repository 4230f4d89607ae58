import { encodeComment as encodePlainComment } from '../server-sent-events/encode-comment.ts';

const ping = 'event: ping\ndata: {"type": "ping"}\n\n';

/** The format's own sign of life, which clients wait for, below a comment for people. */
export function encodeComment(text: string): string {
  return encodePlainComment(text).slice(0, -1) + ping;
}
