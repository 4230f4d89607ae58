import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withModel } from '../../../protocols/openai-chat/with-model.ts';

const rename = (text: string, from: string, to: string): string | null =>
  withModel(Buffer.from(text), from, to)?.toString() ?? null;

describe('a body with another model name', () => {
  it('keeps every other byte as it came', () => {
    const body = '{ "messages": [ ],\r\n\t"model"\t: "auto" , "n":1.0, "é": "ü" }';
    expect(rename(body, 'auto', 'gpt "x"')).toBe(
      '{ "messages": [ ],\r\n\t"model"\t: "gpt \\"x\\"" , "n":1.0, "é": "ü" }',
    );
  });

  it('is not made when the place of the name is not certain', () => {
    expect(rename('{"model":"a","tool":{"model":"a"}}', 'a', 'b')).toBeNull();
    expect(rename('{"tool":{"model":"a"},"\\u006dodel":"a"}', 'a', 'b')).toBeNull();
    expect(rename('{"model":"\\u0061"}', 'a', 'b')).toBeNull();
    expect(rename('{"name":"model","\\u006Dodel":"a"}', 'a', 'b')).toBeNull();
  });

  it('says the same as the body with its model replaced', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('model', '"model"', '"model":"a"', '\\u006dodel', 'é', '\\'));
    const value = fc.oneof(text, fc.record({ model: text }), fc.array(text));
    fc.assert(
      fc.property(fc.dictionary(text, value), text, text, fc.boolean(), (others, from, to, isFirst) => {
        const { model: _, ...rest } = others;
        const body = isFirst ? { model: from, ...rest } : { ...rest, model: from };
        const renamed = rename(JSON.stringify(body), from, to);
        if (renamed !== null) expect(JSON.parse(renamed)).toEqual({ ...body, model: to });
        else expect(JSON.stringify(body)).toMatch(/\\u006|"model".*"model"/s);
      }),
    );
  });
});
