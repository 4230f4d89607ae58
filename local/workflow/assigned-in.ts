import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { DefinitionError } from './definition-error.ts';

const nameShape = /^[A-Za-z_][A-Za-z0-9_]{0,79}$/;

/**
 * The variables that the states of one flow assign, those of flows within it not counted.
 * @param outer those of the flows around: Step Functions allows no second variable of such a name.
 * @throws DefinitionError
 */
export function assignedIn(states: unknown, path: string, outer: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [stateName, state] of Object.entries(Object(states))) {
    for (const [at, assign] of assigns(state)) {
      for (const name of Object.keys(Object(assign))) {
        const where = `${path}.${stateName}.${at}.${name}`;
        if (!nameShape.test(name) || name === 'states') throw new DefinitionError(where, 'is no name for a variable.');
        if (outer.has(name)) throw new DefinitionError(where, 'is a variable of the flow around this one.');
        names.add(name);
      }
    }
  }
  return names;
}

function assigns(state: unknown): readonly (readonly [string, unknown])[] {
  if (!isJsonObject(state)) return [];
  const nested = (['Choices', 'Catch'] as const).flatMap((field) => {
    const list = state[field];
    if (!Array.isArray(list)) return [];
    return list.map(
      (item: unknown, index) => [`${field}[${index}].Assign`, isJsonObject(item) ? item.Assign : {}] as const,
    );
  });
  return [['Assign', state.Assign], ...nested];
}
