import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { type RewriteOptions, rewriteRaw } from '../../../protocols/openai-chat/rewrite-raw.ts';

function rewrite(body: JsonObject, capabilities: ModelCapabilities = {}, more: Partial<RewriteOptions> = {}) {
  const bytes = Buffer.from(JSON.stringify(body));
  const facts = { ...unknownModelFacts('gpt'), capabilities };
  const options = { model: 'gpt', facts, stream: false, dropUnsupported: false, streamUsage: true, ...more };
  const rewritten = rewriteRaw({ body, bytes, includeUsage: false }, options);
  return { ...rewritten, isSame: rewritten.bytes === bytes, sent: JSON.parse(rewritten.bytes.toString()) };
}

describe('passing a request through', () => {
  test('a body in which nothing must change keeps its very bytes', () => {
    expect(rewrite({ model: 'gpt', messages: 'whatever', temperature: 0 }).isSame).toBe(true);
    const streamed = { model: 'gpt', stream: true, stream_options: { include_usage: true } };
    expect(rewrite(streamed, {}, { stream: true }).isSame).toBe(true);
  });

  test('only the model’s name changes, whatever else the body holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (rest) => {
        const body = { ...rest, model: 'auto', stream: false };
        expect(rewrite(body).sent).toEqual(JSON.parse(JSON.stringify({ ...body, model: 'gpt' })));
      }),
    );
    const { sent, changes } = rewrite({ model: 'auto', nested: { model: 'auto' } });
    expect([sent, changes]).toEqual([{ model: 'gpt', nested: { model: 'auto' } }, []]);
  });

  test('a stream asks for usage and keeps its other options', () => {
    const body = { model: 'gpt', stream: true, stream_options: { include_obfuscation: false, include_usage: false } };
    expect(rewrite(body, {}, { stream: true }).sent.stream_options).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
    expect(
      rewrite({ model: 'gpt', stream: true, stream_options: null }, {}, { stream: true }).sent.stream_options,
    ).toEqual({ include_usage: true });
  });

  test('a provider that cannot tell the usage is not asked', () => {
    expect(rewrite({ model: 'gpt', stream: true }, {}, { stream: true, streamUsage: false }).isSame).toBe(true);
  });

  test('stream options of the wrong type are left for the provider to refuse', () => {
    expect(rewrite({ model: 'gpt', stream: true, stream_options: 'x' }, {}, { stream: true }).isSame).toBe(true);
  });

  test('whether to stream is the gateway’s decision', () => {
    expect(rewrite({ model: 'gpt' }, {}, { stream: true }).sent).toMatchObject({ stream: true });
    expect(rewrite({ model: 'gpt', stream: true, stream_options: {} }).sent).toEqual({ model: 'gpt' });
  });

  test('what the model refuses is taken out and said', () => {
    const body = {
      model: 'gpt',
      temperature: 0.3,
      top_p: 1,
      top_k: 1,
      tool_choice: { type: 'function', function: { name: 'f' } },
      reasoning_effort: 'max',
    };
    const capabilities = { sampling: false, forcedToolChoice: false, reasoningEfforts: { max: false, xhigh: false } };
    expect(rewrite(body, capabilities)).toMatchObject({
      sent: { model: 'gpt', top_p: 1, tool_choice: 'auto', reasoning_effort: 'high' },
      changes: ['temperature dropped', 'top_k dropped', 'tool_choice f → auto', 'reasoning_effort max → high'],
    });
    expect(rewrite(body, { sampling: true }).isSame).toBe(true);
  });

  test('deprecated forced functions are relaxed, too', () => {
    const body = { model: 'gpt', functions: [{ name: 'f' }], function_call: { name: 'f' } };
    expect(rewrite(body, { forcedToolChoice: false })).toMatchObject({
      sent: { function_call: 'auto' },
      changes: ['function_call f → auto'],
    });
  });

  test('tools for a model without them are refused, or dropped where that is allowed', () => {
    const body = { model: 'gpt', tools: [{}], tool_choice: 'auto' };
    expect(() => rewrite(body, { tools: false })).toThrow(expect.objectContaining({ name: 'UnsupportedOptions' }));
    expect(rewrite(body, { tools: false }, { dropUnsupported: true }).sent).toEqual({ model: 'gpt' });
    expect(rewrite({ model: 'gpt', tools: [] }, { tools: false }).isSame).toBe(true);
  });

  test('a field named like the prototype stays a field', () => {
    const body = JSON.parse('{"model":"auto","__proto__":{"temperature":2}}');
    expect(rewrite(body, { sampling: false }).bytes.toString()).toBe('{"model":"gpt","__proto__":{"temperature":2}}');
  });

  test('a byte-order mark stays behind, whether or not something else changes', () => {
    const body = { model: 'auto' };
    const bytes = Buffer.from(`\ufeff${JSON.stringify(body)}`);
    const options = { facts: unknownModelFacts('gpt'), stream: false, dropUnsupported: false, streamUsage: true };
    const sent = (model: string) => rewriteRaw({ body, bytes, includeUsage: false }, { ...options, model }).bytes;
    expect(['auto', 'gpt'].map((model) => sent(model).toString())).toEqual(['{"model":"auto"}', '{"model":"gpt"}']);
  });

  test('what need not change keeps its bytes, whatever else does', () => {
    const kept = '"seed": 12345678901234567890,"big" :1e400, "one":1.0,"n":1,"t":{"model":"auto"},"\\u006e":"\\u00e9"';
    const text = `{ "temperature":0.5,\n"model" : "auto" , ${kept}, "stream":true, "top_p":0.5 }`;
    const facts = { ...unknownModelFacts('gpt'), capabilities: { sampling: false } };
    const options = { model: 'gpt', facts, stream: true, dropUnsupported: false, streamUsage: true };
    const raw = { body: JSON.parse(text), bytes: Buffer.from(text), includeUsage: false };
    const usage = '"stream_options":{"include_usage":true}';
    expect(rewriteRaw(raw, options).bytes.toString()).toBe(`{${usage}, "model" : "gpt" , ${kept}, "stream":true }`);
  });

  test('a body of any depth is passed on', () => {
    const text = `{"model":"auto","deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const raw = { body: JSON.parse(text), bytes: Buffer.from(text), includeUsage: false };
    const options = { model: 'gpt', facts: unknownModelFacts('gpt'), dropUnsupported: false, streamUsage: true };
    expect(rewriteRaw(raw, { ...options, stream: false }).bytes.toString()).toBe(text.replace('auto', 'gpt'));
  });

  test('what must be written anew and is too deep is the client’s error', () => {
    const text = `{"stream_options":{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    const raw = { body: JSON.parse(text), bytes: Buffer.from(text), includeUsage: false };
    const options = { model: 'gpt', facts: unknownModelFacts('gpt'), stream: true, dropUnsupported: false };
    expect(() => rewriteRaw(raw, { ...options, streamUsage: true })).toThrow(
      expect.objectContaining({ kind: 'invalid-request' }),
    );
  });
});
