import { describe, expect, test } from '@jest/globals';
import { errorHeaders } from '../../../adapters/http/error-headers.ts';
import { errorStatus } from '../../../adapters/http/error-status.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';

function headersOf(kind: ErrorKind, retryAfterMs: number | null = null): Record<string, string> {
  return errorHeaders(new GatewayError(kind, 'it failed', { retryAfterMs }), errorStatus[kind]);
}

describe('an error', () => {
  test.each<ErrorKind>(['unreachable', 'overloaded', 'busy', 'shutting-down', 'rate-limit'])(
    'of kind %s says when to come back, a second where nobody named a time',
    (kind) => {
      expect(headersOf(kind)).toEqual({ 'retry-after': '1', 'retry-after-ms': '1000' });
      expect(headersOf(kind, 2500)).toEqual({ 'retry-after': '3', 'retry-after-ms': '2500' });
    },
  );

  test.each<ErrorKind>(['upstream-fault', 'broken-answer', 'timeout', 'deadline', 'upstream-auth', 'internal'])(
    'of kind %s stops SDKs from multiplying attempts, unless a provider named a time',
    (kind) => {
      expect(headersOf(kind)).toEqual({ 'x-should-retry': 'false' });
      expect(headersOf(kind, 2500)).toEqual({ 'retry-after': '3', 'retry-after-ms': '2500' });
    },
  );

  test.each<ErrorKind>(['invalid-request', 'context-too-long', 'model-not-found', 'upstream-not-found'])(
    'of kind %s names no time to come back, whatever another target said',
    (kind) => {
      expect(headersOf(kind, 2500)).toEqual({});
    },
  );

  test('of any kind never says both', () => {
    for (const kind of Object.keys(errorStatus) as ErrorKind[]) {
      for (const retryAfterMs of [null, 0, 2500]) {
        const headers = headersOf(kind, retryAfterMs);
        expect('retry-after' in headers && 'x-should-retry' in headers).toBe(false);
      }
    }
  });
});
