import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Counter } from '../../../adapters/prometheus/counter.ts';

const maxSeries = 2000;
const about = { name: 'cato_things_total', help: 'Things.' };

function samples(counter: Counter): Map<string, number> {
  const lines = counter.expose().trimEnd().split('\n').slice(2);
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('a counter', () => {
  test('adds up by its labels', () => {
    const counter = new Counter(about, ['target', 'outcome']);
    counter.add(['a', 'finished']);
    counter.add(['a', 'finished'], 2);
    counter.add(['a', 'timeout']);
    expect(counter.expose()).toBe(
      [
        '# HELP cato_things_total Things.',
        '# TYPE cato_things_total counter',
        'cato_things_total{target="a",outcome="finished"} 3',
        'cato_things_total{target="a",outcome="timeout"} 1',
        '',
      ].join('\n'),
    );
  });

  test('without labels has none', () => {
    const counter = new Counter(about, []);
    counter.add([], 5);
    expect(samples(counter)).toEqual(new Map([['cato_things_total', 5]]));
  });

  test('escapes what would end a label', () => {
    const counter = new Counter(about, ['model']);
    counter.add(['a"} 1\nfake{x="\\']);
    expect([...samples(counter).keys()]).toEqual([String.raw`cato_things_total{model="a\"} 1\nfake{x=\"\\"}`]);
  });

  test('keeps each label’s value in its place, whatever a client calls its model', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (model) => {
        const counter = new Counter(about, ['target', 'outcome']);
        counter.add([model, 'finished']);
        expect(counter.expose()).toMatch(/,outcome="finished"\} 1\n$/);
      }),
      { examples: [['a\u0000b'], ['']] },
    );
  });

  test('holds a bounded number of series, and loses no count beyond it', () => {
    const counter = new Counter(about, ['path', 'status']);
    for (let path = 0; path < maxSeries * 2; path += 1) counter.add([`/made-up/${path}`, '404']);
    counter.add(['/made-up/0', '404']);
    const found = samples(counter);
    expect(found.size).toBeLessThanOrEqual(maxSeries + 1);
    expect(found.get('cato_things_total{path="/made-up/0",status="404"}')).toBe(2);
    expect(found.get('cato_things_total{path="other",status="other"}')).toBeGreaterThan(0);
    expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBe(maxSeries * 2 + 1);
  });
});

test('a label cannot steer what reads it', () => {
  const counter = new Counter({ name: 'n', help: 'h' }, ['model']);
  counter.add(['evil\r\u001b[31m\u2028x']);
  expect(counter.expose()).toContain('n{model="evil [31m x"} 1');
});
