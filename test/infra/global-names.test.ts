import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

/** Types whose names the whole account shares, whatever region the stack is in, and the property that holds the name. */
const accountWide: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::S3::Bucket': 'BucketName',
};

describe.each(names)('over all stacks of %s', (name) => {
  const { stacks, settings } = deployment(name);
  const { prefix, regions } = settings.deploy;

  test('what the account has under one name is made by one stack', () => {
    const made = stacks.flatMap(({ resources }) =>
      resources.flatMap(({ type, properties }) => {
        const property = accountWide[type];
        const value = property === undefined ? undefined : properties[property];
        return value === undefined ? [] : [`${type} ${value}`];
      }),
    );
    expect(made.filter((one) => one.startsWith('AWS::CloudWatch::Dashboard '))).not.toEqual([]);
    expect(made).toEqual([...new Set(made)]);
  });

  test('the one dashboard shows every region: its requests and each of its alarms', () => {
    const dashboards = stacks.flatMap((stack) => stack.ofType('AWS::CloudWatch::Dashboard'));
    expect(dashboards.map(({ stack, properties }) => [stack.region, properties.DashboardName])).toEqual([
      [regions[0], prefix],
    ]);
    const { widgets } = JSON.parse(String(dashboards[0]?.properties.DashboardBody)) as { widgets: JsonObject[] };
    const propertiesOf = widgets.map(({ properties }) => properties as JsonObject);
    for (const region of regions) {
      const requests = propertiesOf.filter(
        (one) => one.region === region && JSON.stringify(one.metrics ?? []).includes('"Cato","Requests"'),
      );
      expect([region, requests.length]).toEqual([region, 1]);
      const alarms = stacks
        .filter((stack) => stack.region === region && stack.part !== 'inference')
        .flatMap((stack) => stack.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties.AlarmName));
      expect(alarms.length).toBeGreaterThan(10);
      const account = settings.deploy.account ?? 'ACCOUNT';
      const shown = JSON.stringify(propertiesOf.filter(({ alarms: list }) => list !== undefined));
      for (const alarm of alarms) expect(shown).toContain(`"arn:aws:cloudwatch:${region}:${account}:alarm:${alarm}"`);
    }
  });
});
