import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  /** Of the construct, below its stack: `Gateway/Role`. */
  readonly path: string;
  /** With references as text: `<part/path>` for another resource and its ARN, real names of regions. */
  readonly properties: Record<string, Json>;
  readonly deletionPolicy: string | null;
  readonly updateReplacePolicy: string | null;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  /** `state`, `gateway` … */
  readonly part: string;
  readonly region: string;
  readonly terminationProtection: boolean;
  readonly resources: readonly Resource[];
  /** Outputs that are for people, not for other stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly template: JsonObject;
  /** The folder of an asset of the assembly. */
  assetFolder(key: string): string;
  ofType(type: string): readonly Resource[];
  at(path: string): Resource;
}

type Template = {
  readonly Resources?: Record<string, { Type: string; Properties?: JsonObject; [other: string]: unknown }>;
  readonly Outputs?: Record<string, { Value: Json; Export?: { Name: string } }>;
};

/** @param others stacks that it may import from. */
export function toStack(
  assembly: string,
  id: string,
  artifact: { readonly [name: string]: unknown },
  others: readonly Stack[],
): Stack {
  const { stackName, templateFile, terminationProtection } = artifact.properties as Record<string, string | boolean>;
  const region = String(artifact.environment).split('/').at(-1) ?? '';
  const template: Template = JSON.parse(readFileSync(join(assembly, String(templateFile)), 'utf8'));
  const part = String(stackName).split('-').at(-1) ?? '';
  const pathOf = (logicalId: string): string => {
    const metadata = template.Resources?.[logicalId]?.Metadata as Record<string, string> | undefined;
    const path = metadata?.['aws:cdk:path'] ?? `${id}/${logicalId}`;
    return path.slice(id.length + 1).replace(/\/Resource$/, '');
  };
  const render = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(render);
    if (typeof value !== 'object' || value === null) return value;
    const [first] = Object.entries(value);
    if (first && Object.keys(value).length === 1) {
      const [name, of] = first;
      if (name === 'Ref') return pseudo(String(of), region) ?? `<${part}/${pathOf(String(of))}>`;
      if (name === 'Fn::GetAtt') {
        const [logicalId, attribute] = of as readonly string[];
        return `<${part}/${pathOf(String(logicalId))}${attribute === 'Arn' ? '' : `.${attribute}`}>`;
      }
      if (name === 'Fn::Join') {
        const [separator, parts] = render(of) as [string, Json];
        return Array.isArray(parts) ? parts.join(separator) : JSON.stringify(value);
      }
      if (name === 'Fn::Select') return selected(of as readonly [number, JsonObject], render);
      if (name === 'Fn::ImportValue') return imported(String(of), region, others);
    }
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, render(of)]));
  };
  const outputs = Object.entries(template.Outputs ?? {});
  const stack: Stack = {
    id,
    name: String(stackName),
    part,
    region,
    terminationProtection: terminationProtection === true,
    template: template as unknown as JsonObject,
    outputs: Object.fromEntries(
      outputs.filter(([, of]) => !of.Export).map(([name, of]) => [name, String(render(of.Value))]),
    ),
    assetFolder: (key) => join(assembly, `asset.${key.replace(/\.zip$/, '')}`),
    ofType: (type) => stack.resources.filter((resource) => resource.type === type),
    at(path) {
      const found = stack.resources.find((resource) => resource.path === path);
      if (!found) throw new RangeError(`${id} has no ${path}`);
      return found;
    },
    resources: [],
  };
  const resources = Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => ({
    stack,
    logicalId,
    type: resource.Type,
    path: pathOf(logicalId),
    properties: render(resource.Properties ?? {}) as Record<string, Json>,
    deletionPolicy: (resource.DeletionPolicy as string) ?? null,
    updateReplacePolicy: (resource.UpdateReplacePolicy as string) ?? null,
  }));
  exportsOf.set(
    stack,
    new Map(outputs.flatMap(([, of]) => (of.Export ? [[of.Export.Name, String(render(of.Value))]] : []))),
  );
  return Object.assign(stack, { resources });
}

/** A part of a text that is known, or `<resource>[index]`. */
function selected([index, of]: readonly [number, JsonObject], render: (value: Json) => Json): Json {
  const [separator, text] = (render(of['Fn::Split'] ?? []) as readonly string[]) ?? [];
  if (separator === undefined || text === undefined) return `${JSON.stringify(of)}[${index}]`;
  return text.startsWith('<') ? `${text}[${index}]` : (text.split(separator)[index] ?? '');
}

const exportsOf = new WeakMap<Stack, ReadonlyMap<string, string>>();

function imported(name: string, region: string, others: readonly Stack[]): string {
  for (const other of others) {
    const value = other.region === region ? exportsOf.get(other)?.get(name) : undefined;
    if (value !== undefined) return value;
  }
  throw new RangeError(`no stack in ${region} exports ${name}`);
}

function pseudo(name: string, region: string): string | null {
  if (name === 'AWS::Region') return region;
  if (name === 'AWS::AccountId') return 'ACCOUNT';
  if (name === 'AWS::Partition') return 'aws';
  if (name === 'AWS::URLSuffix') return 'amazonaws.com';
  return name === 'AWS::NoValue' ? '' : null;
}
