import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { ContentBlock, ConverseBody, ConverseMessage } from '../../../protocols/bedrock-converse/converse-wire.ts';
import { type EncodedConverseRequest, encodeRequest } from '../../../protocols/bedrock-converse/encode-request.ts';
import { neutralRequest, someFacts } from './neutral-requests.ts';

const given = fc.record({ request: neutralRequest, facts: someFacts, dropUnsupported: fc.boolean() });

/** `null` when the request was refused in one of the two ways that are allowed. */
function encoded({
  request,
  facts,
  dropUnsupported,
}: typeof given extends fc.Arbitrary<infer Value> ? Value : never): EncodedConverseRequest | null {
  try {
    return encodeRequest(request, { facts, stream: true, dropUnsupported });
  } catch (error) {
    if (error instanceof UnsupportedOptions) return null;
    if (error instanceof GatewayError && error.kind === 'invalid-request') return null;
    throw error;
  }
}

function turnsOf(body: ConverseBody): readonly ConverseMessage[] {
  return body.messages;
}

function blocksOf(turn: ConverseMessage | undefined): readonly ContentBlock[] {
  return turn?.content ?? [];
}

function callIds(turn: ConverseMessage | undefined): string[] {
  return blocksOf(turn).flatMap((block) => block.toolUse?.toolUseId ?? []);
}

function resultIds(turn: ConverseMessage | undefined): string[] {
  return blocksOf(turn).flatMap((block) => block.toolResult?.toolUseId ?? []);
}

test('any request is encoded or refused, and what is encoded holds to the rules of Converse', () => {
  let encodedCount = 0;
  let toolTurns = 0;
  let answerTools = 0;
  fc.assert(
    fc.property(given, (input) => {
      const request = encoded(input);
      if (request === null) return;
      const { body, answerTool } = request;
      encodedCount += 1;
      const turns = turnsOf(body).filter((turn) => turn.role !== 'system');
      turns.forEach((turn, index) => {
        // Roles alternate and begin with the user; no turn is empty, no text blank.
        expect(turn.role).toBe(index % 2 === 0 ? 'user' : 'assistant');
        expect(blocksOf(turn).length).toBeGreaterThan(0);
        for (const block of blocksOf(turn)) if (block.text !== undefined) expect(block.text.trim()).not.toBe('');
        // Every call is answered in the very next turn, and nothing but a cache point stands before the results.
        if (turn.role === 'assistant') {
          if (callIds(turn).length > 0) toolTurns += 1;
          expect([...resultIds(turns[index + 1])].sort()).toEqual([...callIds(turn)].sort());
        } else {
          if (index === 0) expect(resultIds(turn)).toEqual([]);
          const leading = blocksOf(turn).findIndex(
            (block) => block.toolResult === undefined && block.cachePoint === undefined,
          );
          const lastResult = blocksOf(turn).findLastIndex((block) => block.toolResult !== undefined);
          if (leading !== -1) expect(lastResult).toBeLessThan(leading);
        }
      });
      // A system turn of the middle stands right after a user turn, before the assistant or at the end.
      turnsOf(body).forEach((turn, index) => {
        if (turn.role !== 'system') return;
        expect(turnsOf(body)[index - 1]?.role).toBe('user');
        expect(turnsOf(body)[index + 1]?.role ?? 'assistant').toBe('assistant');
      });
      const ids = turns.flatMap(callIds);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids)
        expect(id).toMatch(input.facts.id.startsWith('mistral') ? /^[a-zA-Z0-9]{9}$/ : /^[\w-]{1,64}$/);
      if (ids.length > 0) expect(body.toolConfig?.tools?.length).toBeGreaterThan(0);
      // A tool that answers is there, once, and some call is forced.
      if (answerTool !== null) {
        answerTools += 1;
        const names = body.toolConfig?.tools.map((tool) => tool.toolSpec?.name) ?? [];
        expect(names.filter((name) => name === answerTool)).toHaveLength(1);
        expect(body.toolConfig?.toolChoice ?? body.additionalModelRequestFields).toBeDefined();
        expect(body.outputConfig?.textFormat).toBeUndefined();
      }
    }),
    { numRuns: 1500 },
  );
  // Enough of each, or the property says nothing.
  expect(encodedCount).toBeGreaterThan(200);
  expect(toolTurns).toBeGreaterThan(50);
  expect(answerTools).toBeGreaterThan(0);
});

test('the same request is always encoded the same way', () => {
  fc.assert(
    fc.property(given, (input) => {
      expect(encoded(input)).toEqual(encoded(structuredClone(input)));
    }),
    { numRuns: 200 },
  );
});
