import jsonata from 'jsonata';
import { checkExpression } from './check-expression.ts';
import { DefinitionError } from './definition-error.ts';
import type { ExpressionPlace } from './expression-place.ts';
import type { JsonValue } from './json-value.ts';
import { queryError } from './workflow-failure.ts';

/** Variables by their names without `$`, `states` among them. */
export type Bindings = Readonly<Record<string, unknown>>;
export type CompiledExpression = (bindings: Bindings) => Promise<JsonValue>;

/** So much, and so deep, for one expression: no definition in use comes near. */
const bounds = { timeout: 5000, stack: 500, sequence: 100_000 };
/** Texts and quoted names, in which operators mean nothing. */
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*[\s\S]*?\*\//g;
/** JSONata 2.1 has them, Step Functions speaks 2.0.6. */
const laterOperators = /\?\?|\?:/;

/**
 * Parses an expression once, for all evaluations.
 * @throws DefinitionError when it is none, or needs what there is not.
 */
export function compileExpression(source: string, path: string, place: ExpressionPlace): CompiledExpression {
  if (laterOperators.test(source.replace(quoted, ''))) {
    throw new DefinitionError(path, 'the operators ?? and ?: are not supported.');
  }
  const expression = parse(source, path);
  const problem = checkExpression(expression.ast(), place);
  if (problem !== null) throw new DefinitionError(path, `${problem}.`);
  return async (bindings) => {
    const result: unknown = await evaluate(expression, bindings, path);
    if (result === undefined || typeof result === 'function') throw queryError(path, `"${source}" gave nothing.`);
    // Sequences carry marks of their own; what follows is to see plain JSON.
    return JSON.parse(JSON.stringify(result));
  };
}

function parse(source: string, path: string): jsonata.Expression {
  try {
    return jsonata(source, bounds);
  } catch (error) {
    throw new DefinitionError(path, `is no JSONata: ${messageOf(error)}`);
  }
}

async function evaluate(expression: jsonata.Expression, bindings: Bindings, path: string): Promise<unknown> {
  try {
    return await expression.evaluate(undefined, bindings);
  } catch (error) {
    throw queryError(path, messageOf(error));
  }
}

function messageOf(error: unknown): string {
  const { message } = Object(error);
  return typeof message === 'string' ? message : 'it failed';
}
