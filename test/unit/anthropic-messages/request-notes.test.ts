import { expect, test } from '@jest/globals';
import { RequestNotes } from '../../../protocols/anthropic-messages/request-notes.ts';

test('what is left out is said once, in the order it happened', () => {
  const notes = new RequestNotes(true);
  notes.unknownField('b');
  notes.unsupported('topK');
  notes.unknownField('b');
  notes.changed('a changed');
  notes.unsupported('topK');
  expect(notes.changes).toEqual(['b dropped', 'top_k dropped', 'a changed']);
});
