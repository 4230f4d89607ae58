import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { assemblies } from './synthesised.ts';
import { type Variant, type VariantFacts, variants } from './variants.ts';

interface MadeResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** A template, made by a process of its own: jest takes long to load the CDK, and each test file does it again. */
export class MadeTemplate {
  readonly resources: Readonly<Record<string, MadeResource>>;

  constructor(template: { readonly Resources?: Readonly<Record<string, MadeResource>> }) {
    this.resources = template.Resources ?? {};
  }

  /** By their logical ids. */
  findResources(type: string): Readonly<Record<string, MadeResource>> {
    return Object.fromEntries(Object.entries(this.resources).filter(([, { Type }]) => Type === type));
  }

  /** One of the type has at least these properties, at any depth; lists are complete. */
  hasResourceProperties(type: string, properties: Readonly<Record<string, unknown>>): void {
    const all = Object.values(this.findResources(type)).map((resource) => resource.Properties);
    const has = all.some((one) => {
      try {
        expect(one).toMatchObject(properties);
        return true;
      } catch {
        return false;
      }
    });
    // Fails with the difference where there is one to show.
    if (!has) expect(all.length === 1 ? all[0] : all).toMatchObject(properties);
  }
}

/** By the id of their stack. @throws Error with the reason why the variant cannot be made. */
export function allTemplatesOf(deploy: Variant): VariantFacts['templates'] {
  const file = join(assemblies(), 'variants', `${variants.indexOf(deploy)}.json`);
  const { templates, failure }: VariantFacts = JSON.parse(readFileSync(file, 'utf8'));
  if (failure !== null) throw new Error(failure);
  return templates;
}

/** The templates of stacks whose id has the part. @throws Error with the reason why the variant cannot be made. */
export function templatesOf(deploy: Variant, part: string): readonly MadeTemplate[] {
  return Object.entries(allTemplatesOf(deploy))
    .filter(([id]) => id.includes(`-${part}-`))
    .map(([, template]) => new MadeTemplate(template as ConstructorParameters<typeof MadeTemplate>[0]));
}
