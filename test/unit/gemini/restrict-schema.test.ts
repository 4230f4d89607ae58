import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { restrictSchema } from '../../../protocols/gemini/restrict-schema.ts';
import { RequestNotes } from '../../../protocols/request-notes/request-notes.ts';

function restrict(schema: Record<string, unknown>) {
  const notes = new RequestNotes(false);
  return { schema: restrictSchema(schema, notes), changes: notes.settle() };
}

test('what is taken stays as it is, in its order, at every depth', () => {
  const schema = {
    type: 'object',
    properties: {
      zeta: { type: ['string', 'null'], format: 'date', title: 'Z' },
      alpha: { type: 'array', items: { anyOf: [{ type: 'integer', minimum: 1 }, { enum: ['x', 2] }] }, minItems: 1 },
    },
    required: ['zeta'],
    additionalProperties: { $ref: '#/$defs/node' },
    $defs: { node: { type: 'object', properties: { type: { type: 'string' } } } },
  };
  const restricted = restrict(schema);
  expect(JSON.stringify(restricted.schema)).toBe(JSON.stringify(schema));
  expect(restricted.changes).toEqual([]);
});

test('what is not taken is left out and said, but a property of that name stays', () => {
  expect(
    restrict({ type: 'object', properties: { pattern: { type: 'string', pattern: '^a', minLength: 1 } } }),
  ).toEqual({
    schema: { type: 'object', properties: { pattern: { type: 'string' } } },
    changes: ['schema keyword pattern dropped', 'schema keyword minLength dropped'],
  });
});

test.each([
  [{ const: 'a' }, { enum: ['a'] }, []],
  [{ const: null }, { type: 'null' }, []],
  [{ const: true }, {}, ['schema keyword const dropped']],
  [{ type: ['string', 'null'], enum: ['a', null] }, { type: ['string', 'null'], enum: ['a'] }, []],
  [{ enum: [true] }, {}, ['schema keyword enum dropped']],
  [{ allOf: [{ $ref: '#/definitions/a' }] }, { $ref: '#/$defs/a' }, []],
  [{ allOf: [{ const: 1 }] }, { enum: [1] }, []],
  [{ allOf: [{}, {}] }, {}, ['schema keyword allOf dropped']],
  [{ definitions: { a: { const: 'x' } } }, { $defs: { a: { enum: ['x'] } } }, []],
  [{ $ref: '#/$defs/a', description: 'An a.' }, { $ref: '#/$defs/a' }, ['schema keyword description dropped']],
  [{ $schema: 'x', default: 1, examples: [] }, {}, []],
  [{ items: true, additionalProperties: false }, { items: true, additionalProperties: false }, []],
])('%j', (schema, expected, changes) => {
  expect(restrict(schema)).toEqual({ schema: expected, changes });
});

test('restricting again changes nothing, whatever the schema', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('type', 'const', 'allOf', 'items', 'x', 'enum', '$ref'), fc.jsonValue()),
      (schema) => {
        const once = restrict(schema).schema;
        expect(restrict(once)).toEqual({ schema: once, changes: [] });
      },
    ),
  );
});
