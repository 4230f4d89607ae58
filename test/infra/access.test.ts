import { describe, expect, test } from '@jest/globals';
import { acknowledgements } from '../../lib/checks/acknowledgements.ts';
import { accessOf, statementsOf } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

const writesLog = 'logs:CreateLogStream logs:PutLogEvents';
const itemActions =
  'dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem';
const invokesModel = 'bedrock:InvokeModel bedrock:InvokeModelWithResponseStream';

/** What everybody who answers, or takes part in it, may touch. */
const liveConfiguration = {
  'arn:aws:appconfig:us-east-1:ACCOUNT:application/<rollout/Application>/environment/<rollout/Environment>/configuration/*':
    'appconfig:GetLatestConfiguration appconfig:StartConfigurationSession',
};
const stores = {
  'arn:aws:dynamodb:us-east-1:ACCOUNT:table/cato-coordination': itemActions,
  'arn:aws:dynamodb:us-east-1:ACCOUNT:table/cato-working-memory': itemActions,
  'arn:aws:s3:::cato-artifacts-ACCOUNT-us-east-1': 's3:ListBucket',
  'arn:aws:s3:::cato-artifacts-ACCOUNT-us-east-1/content/*': 's3:DeleteObject s3:GetObject s3:PutObject',
  ...liveConfiguration,
};
const models = Object.fromEntries(
  ['haiku', 'opus', 'sonnet'].flatMap((model) => [
    [`arn:aws:bedrock:*::foundation-model/anthropic.claude-${model}-5-5`, invokesModel],
    [`arn:aws:bedrock:us-east-1:ACCOUNT:inference-profile/us.anthropic.claude-${model}-5-5`, invokesModel],
  ]),
);
const readsKey = { '<gateway/MasterKey/Secret>': 'secretsmanager:DescribeSecret secretsmanager:GetSecretValue' };
const readingItems = 'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query';
const task = (folder: string, of: Record<string, string>) => ({
  [`<orchestration/${folder}/Logs>`]: writesLog,
  ...of,
  ...liveConfiguration,
});
const coordination = 'arn:aws:dynamodb:us-east-1:ACCOUNT:table/cato-coordination';
const readsSessions = {
  'arn:aws:dynamodb:us-east-1:ACCOUNT:table/cato-working-memory': readingItems,
  'arn:aws:s3:::cato-artifacts-ACCOUNT-us-east-1': 's3:ListBucket',
  'arn:aws:s3:::cato-artifacts-ACCOUNT-us-east-1/content/*': 's3:GetObject',
};
const { [coordination]: _, ...writesSessions } = stores;
const tasks = ['prepare', 'attempt', 'decide-next', 'finish', 'fail'];

/** Role × resource × action of the profile small, all of it. */
const expected: Record<string, Record<string, string>> = {
  'gateway/Gateway/Role': {
    '<gateway/Gateway/Logs>': writesLog,
    ...stores,
    ...models,
    ...readsKey,
    '<orchestration/BackgroundAnswers>': 'states:StartExecution',
    'arn:aws:states:us-east-1:ACCOUNT:execution:<orchestration/BackgroundAnswers>[6]:*': 'states:StopExecution',
  },
  'gateway/Admin/Role': {
    '<gateway/Admin/Logs>': writesLog,
    'arn:aws:dynamodb:us-east-1:ACCOUNT:table/cato-coordination':
      'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query',
    ...liveConfiguration,
    ...readsKey,
  },
  'orchestration/prepare/Role': task('prepare', { ...readsSessions, [coordination]: readingItems }),
  'orchestration/attempt/Role': { ...task('attempt', stores), ...models },
  'orchestration/decide-next/Role': task('decide-next', { ...readsSessions, [coordination]: readingItems }),
  'orchestration/finish/Role': task('finish', writesSessions),
  'orchestration/fail/Role': {
    ...task('fail', writesSessions),
    '<orchestration/UnendedRuns>': 'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage',
  },
  'orchestration/BackgroundAnswers/Role': {
    '*': 'logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery',
    ...Object.fromEntries(
      tasks.flatMap((folder) => ['', ':*'].map((of) => [`<orchestration/${folder}/Function>${of}`, invoke()])),
    ),
  },
  'rollout/Validator/Role': { '<rollout/Validator/Logs>': writesLog },
  'rollout/Environment/Role24761': { '*': 'cloudwatch:DescribeAlarms' },
};

function invoke(): string {
  return 'lambda:InvokeFunction';
}

test('each role may do what its task needs, to what it needs it, and nothing else', () => {
  expect(accessOf(deployment('small').stacks)).toEqual(expected);
});

describe.each(names)('the roles of %s', (name) => {
  test('are found', () => {
    expect(deployment(name).stacks.flatMap(statementsOf).length).toBeGreaterThan(20);
  });

  test('name their actions', () => {
    const wide = deployment(name)
      .stacks.flatMap(statementsOf)
      .filter(({ actions }) => actions.some((action) => action === '*' || action.endsWith(':*')));
    expect(wide).toEqual([]);
  });

  test('name what they touch, but where an acknowledgement says that AWS takes no name', () => {
    const unexplained = deployment(name)
      .stacks.flatMap(statementsOf)
      .filter(({ resources }) => resources.includes('*'))
      .flatMap(({ role, actions }) => actions.map((action) => ({ role, action })))
      .filter(
        ({ role, action }) =>
          !acknowledgements.some(
            ({ rule, on, onlyActions }) =>
              rule.test('AwsSolutions-IAM5[Resource::*]') &&
              on.test(`cato-${role.replace('/', '-region/')}/DefaultPolicy/Resource`) &&
              onlyActions?.includes(action),
          ),
      );
    expect(unexplained).toEqual([]);
  });

  test('read the secrets and parameters that the configuration names, and no others', () => {
    const actions = ['secretsmanager:GetSecretValue', 'ssm:GetParameters'];
    const secrets = deployment(name)
      .stacks.flatMap(statementsOf)
      .filter(({ role, actions: of }) => answers.includes(role) && of.some((one) => actions.includes(one)))
      .flatMap(({ resources }) => resources);
    const named =
      name === 'everything'
        ? [
            'arn:aws:secretsmanager:eu-central-1:111122223333:secret:far/key-??????',
            'arn:aws:ssm:eu-central-1:111122223333:parameter/near/key',
          ]
        : [];
    expect([...new Set(secrets)].sort()).toEqual([...readsKeyOnly, ...named].sort());
  });

  test('that call no model read nobody’s secret but the key of clients', () => {
    const others = deployment(name)
      .stacks.flatMap(statementsOf)
      .filter(({ role }) => role.startsWith('orchestration/') || role === 'gateway/Admin/Role')
      .filter(({ actions }) => actions.some((one) => /^(?:secretsmanager|ssm):Get/.test(one)))
      .filter(({ role }) => role !== 'orchestration/attempt/Role');
    expect(others.map(({ role, resources }) => [role, resources])).toEqual([['gateway/Admin/Role', readsKeyOnly]]);
  });
});

/** The gateway's own, as a function and as tasks. */
const answers = ['gateway/Gateway/Role', 'gateway/Container/Role'];
const readsKeyOnly = Object.keys(readsKey);

describe('what the checkers found and what stays', () => {
  test.each(names)('in %s is nothing that is not acknowledged', (name) => {
    expect(deployment(name).failure).toBeNull();
    expect(deployment(name).warnings).toEqual([]);
  });

  test('is met somewhere: no acknowledgement is left over', () => {
    const used = new Set(names.flatMap((name) => deployment(name).usedAcknowledgements));
    const unused = acknowledgements.filter((_, index) => !used.has(index));
    expect(unused.map(({ rule, on }) => `${rule} on ${on}`)).toEqual([]);
  });

  test('has a reason that is a sentence', () => {
    for (const { reason } of acknowledgements) expect(reason).toMatch(/^[A-Z].{30,}\.$/s);
  });
});
