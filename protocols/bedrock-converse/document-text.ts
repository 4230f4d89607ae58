import { asObject } from './shape.ts';

/**
 * JSON text of a document the SDK has parsed. Numbers that JavaScript cannot hold exactly come as `bigint` or as an
 * object with their digits; they are written back as the model wrote them.
 */
export function documentText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(documentText).join(',')}]`;
  const object = asObject(value);
  if (object === null) return JSON.stringify(value) ?? 'null';
  if (object.type === 'bigDecimal' && typeof object.string === 'string' && isNumeric(value)) return object.string;
  const members = Object.entries(object).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${documentText(member)}`).join(',')}}`;
}

/** The SDK's exact number is told from a tool's own `{"type", "string"}` by its class. */
function isNumeric(value: unknown): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype;
}
