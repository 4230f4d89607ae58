import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');
const deploy = read('deploy.md');
const runbook = read('runbook.md');
const allStacks = names.flatMap((name) => deployment(name).stacks);

describe('what the documents take from a deployment is there:', () => {
  const outputs = (text: string): readonly string[] =>
    [...text.matchAll(/OutputKey=='(\w+)'|\$\(stack (\w+)\)|^stack (\w+)|[Oo]utput `(\w+)`/gm)]
      .map((found) => found.slice(1).find((name) => name !== undefined) ?? '')
      .filter((name) => name !== '');
  const asked = [...new Set([...outputs(deploy), ...outputs(runbook)])];

  test('there are some', () => expect(asked.length).toBeGreaterThan(5));

  test.each(asked)('the output %s', (output) => {
    expect(allStacks.some((stack) => output in stack.outputs)).toBe(true);
  });

  // The page on deploying asks for resources of the gateway stack alone.
  const physical = [
    ...[...runbook.matchAll(/physical (\w+) (AWS::[\w:]+) (\w+)/g)].map((found) => found.slice(1)),
    ...[...deploy.matchAll(/physical (AWS::[\w:]+) (\w+)/g)].map((found) => ['gateway', ...found.slice(1)]),
  ].map(([part = '', type = '', id = '']) => [part, type, id] as const);

  test.each(physical)('in the stack %s one %s called %s…', (part, type, id) => {
    const found = allStacks
      .filter((stack) => stack.part === part)
      .map((stack) => stack.ofType(type).filter(({ logicalId }) => logicalId.startsWith(id)).length);
    expect(found.toSorted().at(-1)).toBe(1);
  });

  test.each([...deploy.matchAll(/cdk deploy (cato-[\w-]+)/g)].map(([, id = '']) => id))('the stack %s', (id) => {
    expect(allStacks.map((stack) => stack.id)).toContain(id);
  });
});

describe.each(names)('what stays when %s is destroyed', (name) => {
  /** How the document calls what stays. */
  const words: Readonly<Record<string, RegExp>> = {
    'AWS::ApiGateway::Account': /account's setting that names it/,
    'AWS::IAM::Role': /role by which API Gateway writes logs/,
    'AWS::DynamoDB::GlobalTable': /tables, their replicas/,
    'AWS::S3::Bucket': /the bucket/,
    'AWS::KMS::Key': /their keys/,
    'AWS::OpenSearchServerless::Collection': /the collection of long-term memory/,
    'AWS::OpenSearchServerless::CollectionGroup': /its group/,
    'AWS::OpenSearchServerless::Index': /its index/,
    'AWS::OpenSearchServerless::SecurityPolicy': /its policies/,
  };
  const [, section = ''] = /^## Destroy\n([\s\S]*?)^## /m.exec(deploy) ?? [];
  const destroying = [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, what = '']) => what).join('\n');
  const kept = () =>
    deployment(name).stacks.flatMap((stack) =>
      stack.resources.filter(
        // Versions of a function go with it.
        ({ type, deletionPolicy }) => deletionPolicy?.startsWith('Retain') && type !== 'AWS::Lambda::Version',
      ),
    );

  test('is told by an output of its stack, and nothing else is', () => {
    for (const stack of deployment(name).stacks) {
      const own = kept().filter((resource) => resource.stack === stack);
      const told = own.map(({ type, path }) => `${type} <${stack.part}/${path}>`).sort();
      const { StaysAfterDestroy = '' } = stack.outputs;
      expect([stack.id, StaysAfterDestroy.split(', ').filter(Boolean).sort()]).toEqual([stack.id, told]);
    }
  });

  test('is in the document, with how it goes', () => {
    const types = [...new Set(kept().map(({ type }) => type))];
    expect(types.length).toBeGreaterThan(1);
    for (const type of types) expect([type, destroying]).toEqual([type, expect.stringMatching(words[type] ?? type)]);
  });
});
