import { expect, test } from '@jest/globals';
import { toConnectionError } from '../../../adapters/provider-http/connection-error.ts';

const destination = { host: 'api.example.com:443', connectMs: 3000 };
const failure = (code: string) => Object.assign(new Error('socket said so'), { code });

test.each([
  ['ECONNREFUSED', 'unreachable', 'refused the connection'],
  ['ENOTFOUND', 'unreachable', 'cannot be resolved'],
  ['EAI_AGAIN', 'unreachable', 'cannot be resolved'],
  ['ENETUNREACH', 'unreachable', 'no route'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'within 3000 ms (timeouts.connectMs)'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', 'TLS with'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable', 'TLS with'],
  ['ECONNRESET', 'unreachable', 'closed the connection before it answered'],
  ['EPIPE', 'unreachable', 'closed the connection before it answered'],
  ['UND_ERR_HEADERS_OVERFLOW', 'broken-answer', 'did not answer in HTTP'],
  ['EMFILE', 'busy', 'open-file limit'],
  ['UND_ERR_DESTROYED', 'shutting-down', 'shutting down'],
])('before the answer, %s is %s', (code, kind, words) => {
  const error = toConnectionError(failure(code), destination, 'before-answer');
  expect(error.kind).toBe(kind);
  expect(error.message).toContain(words);
  expect(error.message).not.toContain('socket said so');
});

test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])(
  'in the body, %s is a broken answer',
  (code) => {
    const error = toConnectionError(failure(code), destination, 'in-body');
    expect(error).toMatchObject({ kind: 'broken-answer' });
    expect(error.message).toContain('in the middle of its answer');
  },
);

test('a failure without a code is told all the same', () => {
  expect(toConnectionError('odd', destination, 'before-answer').message).toBe(
    'api.example.com:443 closed the connection before it answered.',
  );
});
