import { assignedIn } from './assigned-in.ts';
import { DefinitionError } from './definition-error.ts';
import { FieldReader } from './field-reader.ts';
import type { LoadContext } from './load-context.ts';
import { loadState } from './load-state.ts';
import type { Flow, Machine } from './machine.ts';

const longestSeconds = 99_999_999;

/**
 * Checks a definition and compiles its expressions.
 * @param resources what its tasks may name.
 * @throws DefinitionError for anything wrong, unknown or not supported, with the path: nothing is ignored.
 */
export function loadMachine(definition: unknown, resources: Iterable<string>): Machine {
  const reader = new FieldReader(definition, '');
  if (reader.text('QueryLanguage') !== 'JSONata') throw new DefinitionError('QueryLanguage', 'is to be JSONata.');
  if (reader.has('Version') && reader.text('Version') !== '1.0') throw new DefinitionError('Version', 'is to be 1.0.');
  const timeoutSeconds = reader.has('TimeoutSeconds')
    ? reader.number('TimeoutSeconds', 1, { least: 1, most: longestSeconds })
    : null;
  const context = { resources: new Set(resources), variables: new Set<string>(), loadFlow };
  const flow = loadFlow(reader, context);
  return { ...flow, timeoutSeconds };
}

/** Reads `StartAt` and `States`, and nothing after them. */
function loadFlow(reader: FieldReader, outer: LoadContext): Flow {
  const startAt = reader.text('StartAt');
  const definitions = new FieldReader(reader.value('States'), reader.at('States'));
  const raw = reader.value('States');
  const own = assignedIn(raw, definitions.path, outer.variables);
  const context = { ...outer, variables: new Set([...outer.variables, ...own]) };
  reader.end();
  const names = Object.keys(Object(raw));
  const states = new Map(
    names.map((name) => [name, loadState(new FieldReader(definitions.value(name), definitions.at(name)), context)]),
  );
  const flow = { startAt, states };
  checkTransitions(flow, reader, definitions);
  return flow;
}

function checkTransitions({ startAt, states }: Flow, reader: FieldReader, definitions: FieldReader): void {
  if (!states.has(startAt)) throw new DefinitionError(reader.at('StartAt'), `there is no state "${startAt}".`);
  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const next of nextStates({ startAt, states }, name)) {
      if (!states.has(next)) throw new DefinitionError(definitions.at(name), `leads to "${next}", which is no state.`);
      reached.add(next);
    }
  }
  const lost = [...states.keys()].find((name) => !reached.has(name));
  if (lost !== undefined) throw new DefinitionError(definitions.at(lost), 'is never reached.');
}

function nextStates({ states }: Flow, name: string): readonly string[] {
  const state = states.get(name);
  if (!state || state.type === 'Succeed' || state.type === 'Fail') return [];
  const leavings =
    state.type === 'Choice'
      ? [...state.choices, { next: state.default }]
      : [state, ...('catch' in state ? state.catch : [])];
  return leavings.flatMap(({ next }) => (next === null ? [] : [next]));
}
