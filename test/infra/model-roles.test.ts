import { expect, test } from '@jest/globals';
import { type MadeTemplate, templatesOf } from './support/made-template.ts';
import type { Variant } from './support/variants.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The one resource of a type, by the property that is asked for. */
function only(
  template: MadeTemplate,
  type: string,
): { readonly id: string; readonly properties: Record<string, unknown> } {
  const found = Object.entries(template.findResources(type)).filter(([id]) => !/^Custom|Builder|Build/.test(id));
  const [[id, made] = ['', { Properties: {} }], ...others] = found;
  expect(others.map(([other]) => other)).toEqual([]);
  return { id, properties: made.Properties };
}

const text = (value: unknown): string => JSON.stringify(value);

test.each<[string, Variant]>([
  ['the Llama', 'shadowSelf: { floors: [{ cron: "cron(0 7 ? * MON-FRI *)", minInstances: 40 }] }'],
  ['the Llama that may end', 'shadowSelf: { scaleToZero: true, maxInstances: 5 }'],
  ['the entailment models', 'nli: { minInstances: 2, maxInstances: 6 }'],
])('%s may read its own weights and write its own log', (_name, variant) => {
  const [template] = templatesOf(variant, 'inference');
  if (!template) throw new RangeError('nothing is hosted');
  const model = only(template, 'AWS::SageMaker::Model').properties;
  const log = Object.entries(template.findResources('AWS::Logs::LogGroup')).find(([, { Properties }]) =>
    String(Properties.LogGroupName).startsWith('/aws/sagemaker/'),
  );
  const role = (model.ExecutionRoleArn as { 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'][0];
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => text(Properties.Roles).includes(`"${role}"`))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { readonly Statement: readonly Statement[] }).Statement);
  const resourcesOf = (action: string) =>
    statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => Resource);
  for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
    expect([action, resourcesOf(action)]).toEqual([action, [{ 'Fn::GetAtt': [log?.[0], 'Arn'] }]]);
  }
  // Where the model's address leads, and nothing beside it.
  const [, prefix] = /\/(models\/[\w-]+\/)"/.exec(text(model.PrimaryContainer)) ?? [];
  expect(prefix).toBeDefined();
  const read = resourcesOf('s3:GetObject');
  expect(read).toHaveLength(1);
  expect(text(read)).toContain(`/${prefix}*"`);
  const listed = statements.filter(({ Action }) => [Action].flat().includes('s3:ListBucket'));
  expect(listed.map(({ Condition }) => Condition)).toEqual([{ StringLike: { 's3:prefix': `${prefix}*` } }]);
});
