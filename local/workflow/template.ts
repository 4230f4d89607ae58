import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { type Bindings, type CompiledExpression, compileExpression } from './compile-expression.ts';
import { DefinitionError } from './definition-error.ts';
import type { ExpressionPlace } from './expression-place.ts';
import type { JsonValue } from './json-value.ts';

/** A value of a definition with its expressions evaluated. @throws WorkflowFailure `States.QueryEvaluationError`. */
export type Template = (bindings: Bindings) => Promise<JsonValue>;

const expressionShape = /^\{%([\s\S]*)%\}$/;

/** Compiles a value that may be an expression, or have expressions as fields or elements at any depth. */
export function compileTemplate(value: unknown, path: string, place: ExpressionPlace): Template {
  if (typeof value === 'string') return compileText(value, path, place);
  if (Array.isArray(value)) {
    const elements = value.map((element, index) => compileTemplate(element, `${path}[${index}]`, place));
    return (bindings) => Promise.all(elements.map((element) => element(bindings)));
  }
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(
      ([key, field]) => [key, compileTemplate(field, `${path}.${key}`, place)] as const,
    );
    return async (bindings) => {
      const values = await Promise.all(fields.map(async ([key, field]) => [key, await field(bindings)] as const));
      return Object.fromEntries(values);
    };
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return () => Promise.resolve(value);
  throw new DefinitionError(path, 'is not JSON.');
}

function compileText(text: string, path: string, place: ExpressionPlace): CompiledExpression {
  const source = expressionShape.exec(text)?.[1];
  if (source !== undefined) return compileExpression(source, path, place);
  if (text.startsWith('{%') || text.endsWith('%}')) {
    throw new DefinitionError(path, 'an expression begins with {% and ends with %}, with nothing around them.');
  }
  return () => Promise.resolve(text);
}
