import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Histogram } from '../../../adapters/prometheus/histogram.ts';

const about = { name: 'cato_seconds', help: 'Seconds.' };

test('a histogram counts what is up to each bound, and everything in +Inf', () => {
  const histogram = new Histogram(about, [0.1, 1]);
  for (const value of [0.1, 0.5, 7]) histogram.observe(value);
  expect(histogram.expose()).toBe(
    [
      '# HELP cato_seconds Seconds.',
      '# TYPE cato_seconds histogram',
      'cato_seconds_bucket{le="0.1"} 1',
      'cato_seconds_bucket{le="1"} 2',
      'cato_seconds_bucket{le="+Inf"} 3',
      'cato_seconds_sum 7.6',
      'cato_seconds_count 3',
      '',
    ].join('\n'),
  );
});

test('its buckets never fall, and the last is the count', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true })), (values) => {
      const histogram = new Histogram(about, [0.01, 0.1, 1, 10]);
      for (const value of values) histogram.observe(value);
      const counts = [...histogram.expose().matchAll(/_bucket\{[^}]*\} (\d+)/g)].map(([, count]) => Number(count));
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(counts.at(-1)).toBe(values.length);
    }),
  );
});
