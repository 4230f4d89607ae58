import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { encode, result, results, user } from './encode.ts';
import { assemble, decodeAll } from './stream.ts';

const signature = fc.option(fc.base64String({ minLength: 4, maxLength: 40 }), { nil: undefined });
const someText = fc.string({ minLength: 1 });
const callPart = fc.record({
  functionCall: fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 9 }).map((id) => `own-${id}`),
      name: fc.constantFrom('look', 'hear'),
      args: fc.dictionary(someText, fc.jsonValue()),
    },
    { requiredKeys: ['name', 'args'] },
  ),
  thoughtSignature: signature,
});
const answerPart = fc.oneof(
  fc.record({ text: someText, thoughtSignature: signature }),
  fc.record({ text: someText, thought: fc.constant(true), thoughtSignature: signature }),
  callPart,
  fc.record({ codeExecutionResult: fc.record({ output: someText }) }),
);

/** As JSON carries it: what is undefined is not there. */
function wire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test('an answer goes back as it came, each signature on its own part, whole or streamed', () => {
  fc.assert(
    fc.property(fc.array(answerPart, { minLength: 1, maxLength: 6 }), (given) => {
      const parts = wire(given);
      const candidate = { content: { role: 'model', parts }, finishReason: 'STOP', index: 0 };
      const answer = gemini.decodeAnswer({ candidates: [candidate], responseId: 'r1' });
      const calls = answer.parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
      const messages = [
        user('?'),
        { role: 'assistant' as const, parts: answer.parts },
        ...calls.map((id) => results(result(id, 'seen'))),
      ];
      // A generation that needs no stand-in, for nothing must be added here.
      const { body } = encode({ messages }, { id: 'gemini-2.5-flash' });
      expect(Array.isArray(body.contents) && wire(body.contents[1])).toEqual({ role: 'model', parts });

      const streamed = given.map((part, index) => ({
        candidates: [
          {
            content: { role: 'model', parts: [wire(part)] },
            ...(index === given.length - 1 && { finishReason: 'STOP' }),
          },
        ],
        responseId: 'r1',
      }));
      const { parts: streamedParts } = assemble(decodeAll(streamed));
      const again = encode(
        { messages: [user('?'), { role: 'assistant', parts: streamedParts }] },
        { id: 'gemini-2.5-flash' },
      );
      const sent = Array.isArray(again.body.contents) ? again.body.contents[1] : null;
      expect(signaturesOf(sent)).toEqual(signaturesOf({ parts }));
    }),
  );
});

function signaturesOf(content: unknown): unknown[] {
  const parts = isJsonObject(content) && Array.isArray(content.parts) ? content.parts : [];
  return parts.flatMap((part: unknown) => (isJsonObject(part) && part.thoughtSignature ? [part.thoughtSignature] : []));
}
