import { expect, test } from '@jest/globals';
import { InMemoryRequestHistory } from '../../../adapters/in-memory/in-memory-request-history.ts';
import { requestEvent } from '../event-log/request-event.ts';

function historyOf(limits: { readonly maxRequests: number; readonly maxTroubled: number }, ids: readonly string[]) {
  const history = new InMemoryRequestHistory(limits);
  for (const requestId of ids) {
    const error = requestId.startsWith('bad') ? { kind: 'timeout' as const, message: 'too slow' } : null;
    history.request(requestEvent({ requestId, error }));
  }
  return (requestId: string) => history.find(requestId)?.requestId ?? null;
}

test('finds the last requests by their ids, and forgets the oldest', () => {
  const find = historyOf({ maxRequests: 2, maxTroubled: 9 }, ['a', 'b', 'c']);
  expect(['a', 'b', 'c', 'd'].map(find)).toEqual([null, 'b', 'c', null]);
});

test('keeps what went wrong for longer', () => {
  const find = historyOf({ maxRequests: 1, maxTroubled: 2 }, ['bad-1', 'bad-2', 'bad-3', 'a', 'b']);
  expect(['bad-1', 'bad-2', 'bad-3', 'a', 'b'].map(find)).toEqual([null, 'bad-2', 'bad-3', null, 'b']);
});

test('counts a request that took two attempts among those', () => {
  const history = new InMemoryRequestHistory({ maxRequests: 1, maxTroubled: 1 });
  const { attempts } = requestEvent({});
  history.request(requestEvent({ requestId: 'twice', attempts: [...attempts, ...attempts] }));
  history.request(requestEvent({ requestId: 'a' }));
  history.request(requestEvent({ requestId: 'b' }));
  expect(history.find('twice')).not.toBeNull();
});

test('keeps neither prompts nor answers, also where they are logged', () => {
  const history = new InMemoryRequestHistory();
  const logged = requestEvent({ content: { prompt: 'my secret', answer: 'is safe' } });
  history.request(logged);
  expect(history.find(logged.requestId)).toEqual({ ...logged, content: null });
});
