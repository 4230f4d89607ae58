import type { Exchanged } from './client-connection.ts';
import type { MalformedRequest } from './malformed-request.ts';
import type { RawAnswer } from './read-answers.ts';

/** What is wrong with how a request was answered, as a sentence; `null` when nothing is. */
export function judgeExchange(request: MalformedRequest, { answers, hasRest, end }: Exchanged): string | null {
  if (request.expects === 'nothing') return null;
  if (end === 'hung') return 'neither an answer nor the end of the connection came in time';
  for (const [index, answer] of answers.entries()) {
    const fault = judgeAnswer(answer, request.methods[index] ?? '');
    if (fault !== null) return fault;
  }
  if (request.expects === 'end') return null;
  if (hasRest) return 'the answer was cut';
  if (answers.length < request.methods.length) return 'the connection was closed without an answer';
  if (answers.length > request.methods.length) return 'more answers came than requests were sent';
  const [first] = answers;
  if (request.expects === 'refusal' && first && (first.status < 400 || first.status >= 500)) {
    return `what cannot be understood was answered with ${first.status}`;
  }
  return null;
}

function judgeAnswer({ status, headers, body }: RawAnswer, method: string): string | null {
  if (Number.isNaN(status)) return 'the answer is not HTTP';
  if (status >= 500) return `the answer is a ${status}: ${body.toString('utf8', 0, 500)}`;
  if (method === 'HEAD') return null;
  if (status >= 400) return judgeError(status, body);
  if (headers['content-type']?.startsWith('text/event-stream')) return judgeStream(body);
  return null;
}

function judgeError(status: number, body: Buffer): string | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return `the ${status} has a body that is not JSON: ${JSON.stringify(body.toString('utf8', 0, 200))}`;
  }
  if (typeof value !== 'object' || value === null || !('error' in value)) return `the ${status} has no error object`;
  const { error } = value;
  if (typeof error !== 'object' || error === null) return `the ${status} has no error object`;
  if (!('message' in error) || typeof error.message !== 'string' || error.message === '')
    return `the ${status} has no message`;
  // Anthropic's shape says so itself.
  const isAnthropics = 'type' in value && value.type === 'error';
  if (isAnthropics) return 'type' in error ? null : `the error of the ${status} lacks a type`;
  if (!('param' in error) || !('code' in error)) return `the error of the ${status} lacks param or code`;
  return null;
}

/** How the streams of the other APIs end, and those that fail. */
const lastEvents = /^data: \{"error"|^event: (?:error|message_stop|response\.(?:completed|incomplete|failed))\n/;

function judgeStream(body: Buffer): string | null {
  const text = body.toString('utf8');
  if (text.endsWith('data: [DONE]\n\n')) return null;
  const last = text.trimEnd().split('\n\n').at(-1) ?? '';
  return lastEvents.test(last) ? null : 'the stream ends without an end marker and without an error';
}
