import type { Json, JsonObject, Stack } from './stack.ts';

export interface Statement {
  /** Path of the role, with its part: `gateway/Gateway/Role`. */
  readonly role: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What the roles of a stack may do, resource policies aside. */
export function statementsOf(stack: Stack): readonly Statement[] {
  const own = stack
    .ofType('AWS::IAM::Role')
    .flatMap(({ path, properties }) =>
      list(properties.Policies).flatMap((policy) =>
        statements(`${stack.part}/${path}`, (policy as JsonObject).PolicyDocument ?? null),
      ),
    );
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    stack
      .ofType(type)
      .flatMap(({ properties }) =>
        list(properties.Roles).flatMap((role) =>
          statements(String(role).slice(1, -1), properties.PolicyDocument ?? null),
        ),
      ),
  );
  return [...own, ...attached];
}

/** By role, by resource, the actions: sorted, so that it can be compared. */
export function accessOf(stacks: readonly Stack[]): Record<string, Record<string, string>> {
  const access = new Map<string, Map<string, Set<string>>>();
  for (const { role, effect, actions, resources } of stacks.flatMap(statementsOf)) {
    const ofRole = access.get(role) ?? new Map<string, Set<string>>();
    access.set(role, ofRole);
    for (const resource of resources) {
      const known = ofRole.get(resource) ?? new Set();
      ofRole.set(resource, known);
      for (const action of actions) known.add(effect === 'Allow' ? action : `not ${action}`);
    }
  }
  return Object.fromEntries(
    [...access].map(([role, ofRole]) => [
      role,
      Object.fromEntries([...ofRole].map(([resource, actions]) => [resource, [...actions].sort().join(' ')])),
    ]),
  );
}

function statements(role: string, document: Json): readonly Statement[] {
  return list((document as JsonObject).Statement).map((statement) => {
    const { Effect, Action, Resource } = statement as JsonObject;
    return { role, effect: String(Effect), actions: list(Action).map(String), resources: list(Resource).map(String) };
  });
}

export function list(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}
