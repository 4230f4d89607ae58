import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { EncodedRequest, JsonObject } from '../../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { gemini, geminiOnVertex } from '../../../protocols/gemini/gemini.ts';
import { neutralRequest } from '../bedrock-converse/neutral-requests.ts';

const given = fc.record({
  request: neutralRequest,
  id: fc.constantFrom('gemini-3-flash', 'gemini-2.5-pro', 'gemini-2.0-flash', 'gemma-3-27b-it'),
  codec: fc.constantFrom(gemini, geminiOnVertex),
  dropUnsupported: fc.boolean(),
});
type Given = typeof given extends fc.Arbitrary<infer Value> ? Value : never;

/** `null` when the request was refused in one of the two ways that are allowed. */
function encoded({ request, id, codec, dropUnsupported }: Given): EncodedRequest | null {
  try {
    return codec.encodeRequest(request, { facts: unknownModelFacts(id), stream: true, dropUnsupported });
  } catch (error) {
    if (error instanceof UnsupportedOptions) return null;
    if (error instanceof GatewayError && error.kind === 'invalid-request') return null;
    throw error;
  }
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

test('any request is encoded or refused, and what is encoded holds to the rules of the format', () => {
  let encodedCount = 0;
  let calledCount = 0;
  fc.assert(
    fc.property(given, (input) => {
      const request = encoded(input);
      if (request === null) return;
      encodedCount += 1;
      const contents = list(request.body.contents);
      contents.forEach((content, index) => {
        expect(content.role).toBe(index % 2 === 0 ? 'user' : 'model');
        const parts = list(content.parts);
        expect(parts.length).toBeGreaterThan(0);
        // Results stand before everything else of their turn.
        const isResult = parts.map((part) => part.functionResponse !== undefined);
        expect(isResult).toEqual([...isResult].sort((one, other) => Number(other) - Number(one)));
        const calls = parts.filter((part) => part.functionCall !== undefined);
        calledCount += calls.length;
        if (calls.length > 0 && input.id === 'gemini-3-flash') expect(calls[0]?.thoughtSignature).toBeDefined();
      });
      if (input.codec === geminiOnVertex) expect(JSON.stringify(contents)).not.toMatch(/"functionCall":\{"id"/);
      for (const change of request.changes) expect(change).toMatch(/^[^\n]{3,160}$/);
    }),
    { numRuns: 400 },
  );
  expect(encodedCount).toBeGreaterThan(50);
  expect(calledCount).toBeGreaterThan(5);
});
