import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { templatesOf } from './support/made-template.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';
import { variants } from './support/variants.ts';

const names = Object.keys(deployments) as DeploymentName[];

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Threshold: number;
  readonly ExtendedStatistic?: string;
  readonly Metrics?: readonly JsonObject[];
}

/** Parts of a whole and numbers that sentences have, as the metric measures them. */
const amounts: readonly (readonly [RegExp, (found: readonly string[]) => number])[] = [
  [/(?:[Mm]ore than|above) (\d+) %/, ([, percent]) => Number(percent)],
  [/(?:longer than|later than after) (\d+) s\b/, ([, seconds]) => Number(seconds)],
  [/above (\d+) ms/, ([, ms]) => Number(ms)],
  [/a minute later/, () => 60],
  [/a tenth of/, () => 10],
  [/a quarter of/, () => 25],
];

/** By the unit of what is measured: seconds are told as seconds, milliseconds or microseconds. */
const scales = [1, 1_000, 1_000_000];

function everyAlarm(): readonly AlarmProperties[] {
  const ofDeployments = names.flatMap((name) =>
    deployment(name).stacks.flatMap((stack) =>
      stack.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties),
    ),
  );
  const ofVariants = variants
    .filter((variant) => !variant.includes('us-gov-west-1'))
    .flatMap((variant) => ['observability', 'gateway'].flatMap((part) => templatesOf(variant, part)))
    .flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .map(({ Properties }) => Properties);
  return [...ofDeployments, ...ofVariants] as unknown as readonly AlarmProperties[];
}

test('an alarm is on above the number that its sentence says', () => {
  const seen = new Set<string>();
  for (const { AlarmName, AlarmDescription, Threshold } of everyAlarm()) {
    // Of what may be under way, which the settings say.
    if (AlarmName.endsWith('-nearly-full')) continue;
    for (const [pattern, amount] of amounts) {
      const found = pattern.exec(AlarmDescription);
      if (!found) continue;
      seen.add(AlarmName.replace(/^(cato|acme)-/, ''));
      const isTime = / s\b|minute/.test(found[0]);
      const allowed = (isTime ? scales : [1]).map((scale) => amount(found) * scale);
      expect([AlarmName, allowed.includes(Threshold) ? Threshold : allowed]).toEqual([AlarmName, Threshold]);
    }
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['failure-rate', 'slow-first-byte', 'failing-targets', 'rollout-failures', 'nli-slow']),
  );
  expect(seen.size).toBeGreaterThan(9);
});

test('one in a hundred is the 99th percentile, and half the median', () => {
  let seen = 0;
  for (const { AlarmName, AlarmDescription, ExtendedStatistic, Metrics } of everyAlarm()) {
    const wanted = /[Oo]ne (?:\w+ )?in a hundred/.test(AlarmDescription)
      ? 'p99'
      : /^Half /.test(AlarmDescription) && 'p50';
    if (!wanted) continue;
    seen += 1;
    expect([AlarmName, JSON.stringify([ExtendedStatistic, Metrics])]).toEqual([
      AlarmName,
      expect.stringContaining(`"${wanted}"`),
    ]);
  }
  expect(seen).toBeGreaterThan(9);
});

describe.each(names)('a rollout of %s', (name) => {
  test('is taken back above 1 % of failures, or above 2 s to the first byte for one in a hundred', () => {
    for (const stack of deployment(name).stacks.filter(({ part }) => part === 'rollout')) {
      const { properties: failures } = stack.at('rollout-failures');
      const { properties: slow } = stack.at('rollout-slow');
      expect(failures).toMatchObject({ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' });
      const { Expression } = (failures.Metrics as readonly JsonObject[]).find((one) => 'Expression' in one) ?? {};
      expect(Expression).toContain('100 * FILL(failures, 0) / requests');
      expect(slow).toMatchObject({
        Threshold: 2_000,
        ComparisonOperator: 'GreaterThanThreshold',
        MetricName: 'FirstByte',
        ExtendedStatistic: 'p99',
      });
    }
  });
});
