import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { list } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { templatesOf } from './support/made-template.ts';
import type { Json, JsonObject, Resource } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';
import { variants } from './support/variants.ts';

const names = Object.keys(deployments) as DeploymentName[];
const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const parts = ['What it means', 'See it', 'Do first', 'It is over when'];

interface Entry {
  readonly name: string;
  readonly text: string;
}

/** Level-two headings in code quotes are alarms; `<region>` stands for each region. */
const entries: readonly Entry[] = runbook
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const [, name] = /^`([^`]+)`\n/.exec(section) ?? [];
    return name === undefined ? [] : [{ name, text: section }];
  });

function alarmsOf(name: DeploymentName): readonly Resource[] {
  return deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::CloudWatch::Alarm'));
}

/** Without the prefix, and with the region left open. */
function runbookName(name: DeploymentName, { properties }: Resource): string {
  const { prefix, regions } = deployment(name).settings.deploy;
  const own = String(properties.AlarmName).slice(prefix.length + 1);
  const region = regions.find((one) => own.endsWith(`-in-${one}`));
  return region === undefined ? own : own.replace(region, '<region>');
}

/** Of what no deployment has, by the variants that can be made; all are in one region. */
function alarmsOfVariants(): readonly Record<string, unknown>[] {
  return variants
    .filter((variant) => !variant.includes('us-gov-west-1'))
    .flatMap((variant) =>
      ['inference', 'rollout', 'observability', 'gateway'].flatMap((part) => templatesOf(variant, part)),
    )
    .flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .map(({ Properties }) => Properties);
}

function nameOf({ AlarmName }: Record<string, unknown>): string {
  return String(AlarmName)
    .replace(/^cato-/, '')
    .replace(/-in-[a-z]+-[a-z]+-\d$/, '-in-<region>');
}

/** What the runbook's last section has, for it calls nobody. */
const startsOnly = 'shadow-self-wakes';

describe.each(names)('each alarm of %s', (name) => {
  test('has a name of its own in its region', () => {
    const { prefix } = deployment(name).settings.deploy;
    const ids = alarmsOf(name).map(({ stack, properties }) => `${stack.region} ${properties.AlarmName}`);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toContain(` ${prefix}-`);
  });

  test('says what is wrong and where to read on', () => {
    for (const alarm of alarmsOf(name)) {
      const description = String(alarm.properties.AlarmDescription);
      expect(description).toMatch(/^[A-Z].{20,} See docs\/runbook\.md#[\w-]+$/s);
      const [, anchor] = description.split('#');
      expect(anchor).toBe(runbookName(name, alarm).replace('<region>', 'region'));
    }
  });

  test('leads to something: it tells the topic, or takes a rollout back', () => {
    const monitored = deployment(name).stacks.flatMap((stack) =>
      stack
        .ofType('AWS::AppConfig::Environment')
        .flatMap(({ properties }) => list(properties.Monitors).map((one) => (one as JsonObject).AlarmArn)),
    );
    for (const { stack, path, properties } of alarmsOf(name)) {
      const actions = list(properties.AlarmActions);
      const isMonitor = monitored.includes(`<${stack.part}/${path}>`);
      expect([path, isMonitor ? 'monitor' : actions]).toEqual([
        path,
        isMonitor ? 'monitor' : ['<observability/Alarms>'],
      ]);
      expect(properties.ActionsEnabled ?? true).toBe(true);
    }
  });

  test('is in the runbook', () => {
    const missing = alarmsOf(name)
      .map((alarm) => runbookName(name, alarm))
      .filter((one) => !entries.some((entry) => entry.name === one));
    expect([...new Set(missing)]).toEqual([]);
  });

  test('is on the one dashboard, which is in the home region', () => {
    const { account, regions } = deployment(name).settings.deploy;
    const dashboards = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::CloudWatch::Dashboard'));
    expect(dashboards.map(({ stack }) => stack.region)).toEqual([regions[0]]);
    const body = String(dashboards[0]?.properties.DashboardBody);
    for (const { stack, properties } of alarmsOf(name)) {
      if (properties.AlarmName === 'cato-shadow-self-wakes') continue;
      const arn = `arn:aws:cloudwatch:${stack.region}:${account ?? 'ACCOUNT'}:alarm:${properties.AlarmName}`;
      expect([arn, body.includes(`"${arn}"`)]).toEqual([arn, true]);
    }
  });

  test('counts what is measured only where it happens as nothing where it does not', () => {
    const sparse = ['Failures', 'FailedAttempts', 'Invocation5XXErrors', 'ReadThrottleEvents', 'WriteThrottleEvents'];
    let seen = 0;
    for (const { properties } of alarmsOf(name)) {
      const metrics = list(properties.Metrics) as readonly JsonObject[];
      const expression = String(metrics.find(({ Expression }) => Expression !== undefined)?.Expression);
      for (const { Id, MetricStat } of metrics) {
        const { MetricName } = ((MetricStat as JsonObject | undefined)?.Metric ?? {}) as JsonObject;
        if (!sparse.includes(String(MetricName))) continue;
        seen += 1;
        expect(expression.replaceAll(`FILL(${Id}, 0)`, '')).not.toMatch(new RegExp(`\\b${Id}\\b`));
      }
    }
    expect(seen).toBeGreaterThan(4);
  });

  test('watches what the deployment has', () => {
    const made = new Set(
      deployment(name).stacks.flatMap(({ resources, part }) => resources.map(({ path }) => `<${part}/${path}`)),
    );
    for (const { path, properties } of alarmsOf(name)) {
      for (const value of references(properties)) {
        expect([path, [...made].some((one) => value.startsWith(one))]).toEqual([path, true]);
      }
    }
  });
});

test('each alarm of each variant is in the runbook, under the heading that it names', () => {
  const told = alarmsOfVariants().map((alarm) => [nameOf(alarm), String(alarm.AlarmDescription)] as const);
  expect(told.length).toBeGreaterThan(50);
  for (const [name, description] of told) {
    const isEntry = entries.some((entry) => entry.name === name);
    expect([name, isEntry || (name === startsOnly && runbook.includes(startsOnly))]).toEqual([name, true]);
    const anchor = isEntry ? name.replace('<region>', 'region') : 'alarms-that-only-start-something';
    expect([name, description]).toEqual([name, expect.stringMatching(new RegExp(`#${anchor}$`))]);
  }
});

test('hosted models and containers are watched wherever there are any', () => {
  const watched = (variant: (typeof variants)[number]) =>
    ['observability', 'gateway'].flatMap((part) =>
      templatesOf(variant, part).flatMap((template) =>
        Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => nameOf(Properties)),
      ),
    );
  expect(watched('shadowSelf: { scaleToZero: true, maxInstances: 5 }')).toEqual(
    expect.arrayContaining(['failing', 'slow', 'full', 'stays-away'].map((end) => `shadow-self-${end}`)),
  );
  expect(watched('nli: { minInstances: 2, maxInstances: 6 }')).toEqual(
    expect.arrayContaining(['nli-failing', 'nli-slow', 'nli-full']),
  );
  const tasks = ['unhealthy', 'unreached', 'slow', 'busy', 'full'].map((end) => `gateway-tasks-${end}`);
  expect(watched('compute: container, container: { cpu: 2048, memoryMb: 4096, minTasks: 3, maxTasks: 9 }')).toEqual(
    expect.arrayContaining(tasks),
  );
  expect(watched('compute: lambda').filter((name) => /^(shadow-self|nli|gateway-tasks)-/.test(name))).toEqual([]);
  // Once, in the home region.
  const twice = watched('regions: [us-east-1, us-west-2], nli: {}');
  expect(twice.filter((name) => name.startsWith('nli-')).length).toBe(3);
});

test('the runbook has no entry that is no alarm', () => {
  const known = new Set([
    ...names.flatMap((name) => alarmsOf(name).map((alarm) => runbookName(name, alarm))),
    ...alarmsOfVariants().map(nameOf),
  ]);
  expect(entries.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

test.each(entries.map(({ name, text }) => [name, text]))('the entry of %s says all that is needed', (_, text) => {
  for (const part of parts) expect(text).toContain(`**${part}.**`);
  expect(text).toMatch(/```(sh|text)\n/);
});

test('a budget is told to the topic, once', () => {
  for (const name of names) {
    const budgets = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::Budgets::Budget'));
    const amount = deployment(name).settings.deploy.operations.monthlyBudgetUsd;
    expect(budgets.map(({ properties }) => (properties.Budget as JsonObject).BudgetLimit)).toEqual(
      amount === null ? [] : [{ Amount: amount, Unit: 'USD' }],
    );
    expect(JSON.stringify(budgets.map(({ properties }) => properties))).toContain('<observability/Alarms>');
  }
});

function references(value: Json): readonly string[] {
  if (typeof value === 'string') return value.match(/<[^>]+/g) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => references(one as Json));
}
