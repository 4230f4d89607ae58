import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { DefinitionError } from './definition-error.ts';
import type { ExpressionPlace } from './expression-place.ts';
import type { FieldReader } from './field-reader.ts';
import type { Leaving } from './machine.ts';
import { compileTemplate, type Template } from './template.ts';

/** `null` when the field is not there. */
export function optionalTemplate(reader: FieldReader, field: string, place: ExpressionPlace): Template | null {
  return reader.has(field) ? compileTemplate(reader.value(field), reader.at(field), place) : null;
}

/** @param end `next`: a choice or a catcher leads on, it cannot end the flow. */
export function loadLeaving(
  reader: FieldReader,
  place: ExpressionPlace,
  end: 'next' | 'next or end' = 'next or end',
): Leaving {
  const assign = new Map<string, Template>();
  if (reader.has('Assign')) {
    const value = reader.value('Assign');
    if (!isJsonObject(value)) throw new DefinitionError(reader.at('Assign'), 'is not an object.');
    for (const [name, template] of Object.entries(value)) {
      assign.set(name, compileTemplate(template, `${reader.at('Assign')}.${name}`, place));
    }
  }
  return { assign, output: optionalTemplate(reader, 'Output', place), next: readNext(reader, end) };
}

function readNext(reader: FieldReader, end: 'next' | 'next or end'): string | null {
  if (end === 'next') return reader.text('Next');
  if (reader.has('Next') === reader.has('End')) {
    throw new DefinitionError(reader.path, 'is to have either Next or End.');
  }
  if (reader.has('Next')) return reader.text('Next');
  if (reader.value('End') !== true) throw new DefinitionError(reader.at('End'), 'is to be true.');
  return null;
}
