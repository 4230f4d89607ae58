import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecentlyUsedMap } from '../../../adapters/in-memory/recently-used-map.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step = fc.oneof(
  fc.record({ do: fc.constant('get' as const), key }),
  fc.record({ do: fc.constant('peek' as const), key }),
  fc.record({ do: fc.constant('set' as const), key, value: fc.nat() }),
  fc.record({ do: fc.constant('delete' as const), key }),
);

test('keeps what was used last, in the order of use, and nothing beyond its size', () => {
  fc.assert(
    fc.property(fc.array(step), fc.integer({ min: 1, max: 4 }), (steps, size) => {
      const map = new RecentlyUsedMap<number>(size);
      let model: [string, number][] = [];
      for (const step of steps) {
        const known = model.find(([key]) => key === step.key);
        const others = model.filter(([key]) => key !== step.key);
        if (step.do === 'get') {
          expect(map.get(step.key)).toBe(known?.[1]);
          if (known) model = [...others, known];
        } else if (step.do === 'peek') expect(map.peek(step.key)).toBe(known?.[1]);
        else if (step.do === 'delete') {
          map.delete(step.key);
          model = others;
        } else {
          map.set(step.key, step.value);
          model = [...others, [step.key, step.value] as [string, number]].slice(-size);
        }
        expect([...map.entries()]).toEqual(model);
      }
    }),
  );
});
