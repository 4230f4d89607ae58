import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { allTemplatesOf } from './support/made-template.ts';
import { deployment } from './support/synthesised.ts';
import { variants } from './support/variants.ts';

const names = Object.keys(deployments) as DeploymentName[];

type Outputs = Readonly<Record<string, { readonly Export?: unknown }>>;

function exportsOf(template: { readonly Outputs?: Outputs }): readonly string[] {
  return Object.entries(template.Outputs ?? {})
    .filter(([, output]) => output.Export !== undefined)
    .map(([id]) => id)
    .sort();
}

/** Of the part of a stack, told by its id `<prefix>-<part>-<region>`. */
function partOf(id: string): string {
  return /-(state|inference|rollout|orchestration|observability|gateway)-/.exec(id)?.[1] ?? id;
}

/**
 * CloudFormation does not end an export while another stack has it, and that stack is updated later: a setting that
 * takes an export away could never be deployed.
 */
describe('what a stack exports does not depend on settings', () => {
  const usual = new Map(deployment('small').stacks.map(({ part, template }) => [part, exportsOf(template as never)]));

  test.each(names)('%s', (name) => {
    for (const { part, id, template } of deployment(name).stacks) {
      expect([id, exportsOf(template as never)]).toEqual([id, usual.get(part) ?? []]);
    }
  });

  test.each(variants.filter((variant) => !variant.includes('us-gov-west-1')))('%s', (variant) => {
    for (const [id, template] of Object.entries(allTemplatesOf(variant))) {
      expect([id, exportsOf(template as never)]).toEqual([id, usual.get(partOf(id)) ?? []]);
    }
  });
});
