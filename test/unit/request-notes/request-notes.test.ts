import { expect, test } from '@jest/globals';
import { RequestNotes } from '../../../protocols/request-notes/request-notes.ts';

test('what is left out is said once, in the order it happened', () => {
  const notes = new RequestNotes(true);
  notes.unknownField('b');
  notes.unsupported('topK');
  notes.unknownField('b');
  notes.changed('a changed');
  notes.unsupported('topK');
  expect(notes.settle()).toEqual(['b dropped', 'top_k dropped', 'a changed']);
});

test('a field is named where its name is one to show', () => {
  const notes = new RequestNotes(true);
  for (const field of ['messages[0].weight', 'a b', 'x'.repeat(65)]) notes.unknownField(field);
  expect(notes.settle()).toEqual(['messages[0].weight dropped', 'an unknown field dropped']);
});
