import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ExpressionPlace } from './expression-place.ts';
import { supportedFunctions } from './supported-functions.ts';

/** Which kinds of syntax may stand, and where they keep what is inside them. */
const inside: Readonly<Record<string, readonly string[]>> = {
  path: ['steps'],
  binary: ['lhs', 'rhs'],
  unary: ['expression', 'expressions', 'lhs'],
  function: ['procedure', 'arguments'],
  partial: ['procedure', 'arguments'],
  lambda: ['body'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  bind: ['rhs'],
  apply: ['lhs', 'rhs'],
  sort: ['terms'],
  variable: [],
  name: [],
  string: [],
  number: [],
  value: [],
  regex: [],
  wildcard: [],
  descendant: [],
  operator: [],
};

interface Surroundings {
  /** Whether there is a value that bare names are fields of. */
  readonly hasContext: boolean;
  /** Names bound by the expression itself. */
  readonly own: ReadonlySet<string>;
}

/** @returns what the expression needs and cannot have; `null` = it can be evaluated. */
export function checkExpression(tree: unknown, place: ExpressionPlace): string | null {
  return check(tree, place, { hasContext: false, own: boundNames(tree) });
}

function check(node: unknown, place: ExpressionPlace, around: Surroundings): string | null {
  if (Array.isArray(node)) return first(node, (child) => check(child, place, around));
  if (!isJsonObject(node)) return null;
  const { type } = node;
  // Terms of a sort have no type of their own.
  if (type === undefined) return check(node.expression, place, { ...around, hasContext: true });
  const children = typeof type === 'string' ? inside[type] : undefined;
  if (!children) return `the syntax "${String(type)}" is not supported`;
  if (node.focus !== undefined || node.index !== undefined) return 'the operators @ and # are not supported';
  if (type === 'name' && !around.hasContext) {
    return `"${String(node.value)}" is a field of nothing: begin with $states or a variable`;
  }
  const problem =
    (type === 'variable' ? checkVariable(String(node.value), place, around) : null) ??
    (type === 'path' ? checkPath(node.steps, place, around) : null) ??
    (type === 'path' ? null : first(children, (key) => check(node[key], place, around)));
  return problem ?? checkStages(node, place, around);
}

/** Filters and groups are applied to each of the values they stand behind. */
function checkStages(node: { readonly [key: string]: unknown }, place: ExpressionPlace, around: Surroundings) {
  const within = { ...around, hasContext: true };
  const stages = [node.predicate, node.stages].flatMap((list) => (Array.isArray(list) ? list : []));
  const inFilter = first(stages, (stage) => {
    if (!isJsonObject(stage) || stage.type !== 'filter') return 'the operators @ and # are not supported';
    return check(stage.expr, place, within);
  });
  return inFilter ?? (isJsonObject(node.group) ? check(node.group.lhs, place, within) : null);
}

function checkPath(steps: unknown, place: ExpressionPlace, around: Surroundings): string | null {
  if (!Array.isArray(steps)) return null;
  const [start, ...rest] = steps;
  const second = rest[0];
  if (isStates(start, around)) {
    const field = isJsonObject(second) && second.type === 'name' ? String(second.value) : '';
    if (!place.statesFields.includes(field)) return `$states.${field} is not there at this place`;
    return (
      (isJsonObject(start) ? checkStages(start, place, around) : null) ??
      check(rest, place, { ...around, hasContext: true })
    );
  }
  return check(start, place, around) ?? check(rest, place, { ...around, hasContext: true });
}

function checkVariable(name: string, place: ExpressionPlace, { hasContext, own }: Surroundings): string | null {
  if (name === '') return hasContext ? null : '$ is nothing here: begin with $states or a variable';
  if (name === '$') return '$$ is nothing here: begin with $states or a variable';
  if (own.has(name)) return null;
  if (name === 'states') return '$states is to be followed by one of its fields';
  if (place.variables.has(name) || supportedFunctions.has(name)) return null;
  return `$${name} is neither a variable that is assigned nor a supported function`;
}

function isStates(node: unknown, { own }: Surroundings): boolean {
  return isJsonObject(node) && node.type === 'variable' && node.value === 'states' && !own.has('states');
}

/** Parameters of functions and what `:=` binds, anywhere: which of them is in reach is JSONata's own affair. */
function boundNames(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const child of node) visit(child);
    if (!isJsonObject(node)) return;
    const binders = node.type === 'bind' ? [node.lhs] : node.type === 'lambda' ? node.arguments : [];
    for (const binder of Array.isArray(binders) ? binders : []) {
      if (isJsonObject(binder) && binder.type === 'variable') names.add(String(binder.value));
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(tree);
  return names;
}

function first<T>(list: readonly T[], find: (item: T) => string | null): string | null {
  for (const item of list) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
