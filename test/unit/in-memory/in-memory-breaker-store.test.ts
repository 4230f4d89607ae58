import { expect, test } from '@jest/globals';
import { InMemoryBreakerStore } from '../../../adapters/in-memory/in-memory-breaker-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const settings = { failures: 1, windowSeconds: 30, coolDownSeconds: 15 };

test('forgets the target untouched longest when too many are in trouble', () => {
  const store = new InMemoryBreakerStore(new FakeClock(), () => settings, 2);
  store.report('a', { outcome: 'failure' });
  store.report('b', { outcome: 'failure' });
  store.view(['a']);
  store.report('c', { outcome: 'failure' });
  expect(store.view(['a', 'b', 'c']).map(({ phase }) => phase)).toEqual(['open', 'closed', 'open']);
});

test('targets that are well take no room', () => {
  const store = new InMemoryBreakerStore(new FakeClock(), () => settings, 1);
  store.report('a', { outcome: 'failure' });
  for (let target = 0; target < 100; target++) store.report(`well-${target}`, { outcome: 'success' });
  store.view(['x', 'y', 'z']);
  expect(store.view(['a'])).toMatchObject([{ phase: 'open' }]);
});
