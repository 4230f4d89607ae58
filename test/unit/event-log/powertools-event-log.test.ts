import { describe, expect, jest, test } from '@jest/globals';
import { PowertoolsEventLog } from '../../../adapters/powertools/powertools-event-log.ts';
import type { RequestEvent } from '../../../core/ports/event-log.ts';
import { requestEvent } from './request-event.ts';

/** What CloudWatch is given of a request, by the names of metrics. */
function measured(event: RequestEvent): Readonly<Record<string, unknown>> {
  let written = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  try {
    new PowertoolsEventLog({ deployment: 'cato', namespace: 'Cato' }).request(event);
  } finally {
    spy.mockRestore();
  }
  const line = written.split('\n').find((one) => one.includes('"CloudWatchMetrics"'));
  return JSON.parse(line ?? '{}') as Record<string, unknown>;
}

const error = (kind: NonNullable<RequestEvent['error']>['kind']): RequestEvent['error'] =>
  ({ ...requestEvent().error, kind, message: 'm', code: null }) as RequestEvent['error'];

describe('a request counts as a failure', () => {
  test.each([500, 502, 503, 504])('with status %i', (status) => {
    expect(measured(requestEvent({ status, error: error('upstream-fault') }))).toMatchObject({
      Requests: 1,
      Failures: 1,
    });
  });

  test('when its stream broke, which began with 200', () => {
    expect(measured(requestEvent({ status: 200, error: error('upstream-fault') }))).toMatchObject({ Failures: 1 });
  });
});

describe('a request does not count as a failure', () => {
  test.each([400, 401, 404, 413, 429, 499])('with status %i: clients would take a rollout back', (status) => {
    expect(measured(requestEvent({ status, error: error('invalid-request') }))).toMatchObject({
      Requests: 1,
      Failures: 0,
    });
  });

  test('when it is answered, or its client left a stream', () => {
    expect(measured(requestEvent())).toMatchObject({ Requests: 1, Failures: 0, service: 'cato' });
    expect(measured(requestEvent({ status: 200, error: error('client-gone') }))).toMatchObject({ Failures: 0 });
  });
});
