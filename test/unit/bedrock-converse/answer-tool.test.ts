import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { ModelCapabilities } from '../../../core/routing/model-facts.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { encode, facts, haiku, look, refused } from './encoding.ts';

const schema = { type: 'object', properties: { city: { type: 'string' } } };
const responseFormat = { type: 'json-schema', name: 'weather', schema } as const;
const said = 'response_format json_schema → forced tool';

function asked(request: Partial<ConversationRequest> = {}, capabilities: ModelCapabilities = {}) {
  return encode({ responseFormat, ...request }, facts(haiku, { structuredOutput: false, ...capabilities }));
}

function toolNames({ body }: ReturnType<typeof asked>): (string | undefined)[] {
  return (body.toolConfig?.tools ?? []).map((tool) => tool.toolSpec?.name);
}

describe('a schema for a model without structured output', () => {
  test('becomes the one tool, which must be called', () => {
    const encoded = asked({ responseFormat: { ...responseFormat, description: 'Of today.' } });
    expect(encoded.body.toolConfig).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'weather',
            description: 'Gives the answer: call it with the answer as its input. Of today.',
            inputSchema: { json: schema },
          },
        },
      ],
      toolChoice: { tool: { name: 'weather' } },
    });
    expect(encoded.body).not.toHaveProperty('outputConfig');
    expect(encoded).toMatchObject({ changes: [said], answerTool: 'weather' });
  });

  test('is sent as it is where the model may have structured output', () => {
    for (const capabilities of [{}, { structuredOutput: true }]) {
      const encoded = encode({ responseFormat }, facts(haiku, capabilities));
      expect(encoded.body).not.toHaveProperty('toolConfig');
      expect(encoded).toMatchObject({ answerTool: null, changes: [] });
    }
  });

  test.each([
    ['the model cannot be made to call a tool', { forcedToolChoice: false }, schema],
    ['the model has no tools', { tools: false }, schema],
    ['the answer would be no object', {}, { type: 'array', items: schema }],
  ])('is refused by name where %s', (_, capabilities, refusedSchema) => {
    const format = { ...responseFormat, schema: refusedSchema };
    expect(refused(() => asked({ responseFormat: format }, capabilities))).toMatchObject({
      options: ['responseFormat'],
      reason: 'the model has no structured output, and no forced tool can stand in for it',
    });
  });

  test('is strict where the client wants it and the model can', () => {
    const strict = { ...responseFormat, strict: true };
    const able = asked({ responseFormat: strict });
    expect(able.body.toolConfig?.tools[0]?.toolSpec?.strict).toBe(true);
    expect(able.changes).toEqual([said]);
    const unable = asked({ responseFormat: strict }, { strictTools: false });
    expect(unable.body.toolConfig?.tools[0]?.toolSpec).not.toHaveProperty('strict');
    expect(unable.changes).toEqual([`${said} (not strict)`]);
  });

  test('stands beside the tools of the client, one of which must be called', () => {
    const encoded = asked({ tools: [look] });
    expect(toolNames(encoded)).toEqual(['look', 'weather']);
    expect(encoded.body.toolConfig?.toolChoice).toEqual({ any: {} });
  });

  test('keeps to the tools the client allows', () => {
    const tools = [look, { ...look, name: 'hear' }];
    const encoded = asked({ tools, toolChoice: { type: 'allowed', mode: 'auto', names: ['hear'] } });
    expect(toolNames(encoded)).toEqual(['hear', 'weather']);
    expect(encoded.body.toolConfig?.toolChoice).toEqual({ any: {} });
  });

  test('is answered and not called around where the client wants no call', () => {
    const encoded = asked({ tools: [look], toolChoice: { type: 'none' } });
    expect(encoded.body.toolConfig?.toolChoice).toEqual({ tool: { name: 'weather' } });
  });

  test.each([
    { type: 'required' },
    { type: 'tool', name: 'look', kind: 'function' },
    { type: 'allowed', mode: 'required', names: ['look'] },
  ] as const)('is left out where the client demands a call ($type)', (toolChoice) => {
    const encoded = asked({ tools: [look], toolChoice });
    expect(toolNames(encoded)).toEqual(['look']);
    expect(encoded).toMatchObject({
      answerTool: null,
      changes: ['response_format left out (a tool call is demanded)'],
    });
  });

  test('has a name of its own that Converse takes', () => {
    expect(asked({ tools: [{ ...look, name: 'weather' }] }).answerTool).toBe('weather_2');
    expect(asked({ responseFormat: { ...responseFormat, name: 'das Wetter' } }).answerTool).toBe('answer');
    const long = 'w'.repeat(64);
    const { answerTool } = asked({
      responseFormat: { ...responseFormat, name: long },
      tools: [{ ...look, name: long }],
    });
    expect(answerTool).toMatch(/^w{56}_2$/);
  });

  test('needs no word on parallel calls from a model that cannot be told', () => {
    const nova = facts('us.amazon.nova-pro-v1:0', { structuredOutput: false });
    expect(encode({ responseFormat, parallelToolCalls: false }, nova).changes).toEqual([said]);
  });
});

/** The same blocks as a whole answer and as a stream. */
function decoded(blocks: readonly (readonly [name: string, input: string])[], stopReason = 'tool_use') {
  const content = blocks.map(([name, input], at) => ({
    toolUse: { toolUseId: `t${at}`, name, input: JSON.parse(input || '{}') },
  }));
  const { parts, stopReason: wholeStop } = bedrockConverse.decodeAnswer(
    { output: { message: { content } }, stopReason },
    'weather',
  );
  const decoder = bedrockConverse.createEventDecoder('weather');
  const events = [
    ...blocks.flatMap(([name, input], contentBlockIndex) => [
      { contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: `t${contentBlockIndex}`, name } } } },
      ...[...input].map((letter) => ({
        contentBlockDelta: { contentBlockIndex, delta: { toolUse: { input: letter } } },
      })),
      { contentBlockStop: { contentBlockIndex } },
    ]),
    { messageStop: { stopReason } },
  ].flatMap((event) => decoder.decode(event));
  const texts = new Map<number, string>();
  const kinds: string[] = [];
  for (const event of events) {
    if (event.type === 'part-begins') kinds.push(event.part.type);
    if (event.type === 'part-delta') texts.set(event.index, (texts.get(event.index) ?? '') + event.text);
  }
  const streamStop = events.flatMap((event) => (event.type === 'finished' ? [event.stopReason] : []));
  const whole = parts.map((part) => (part.type === 'text' ? part.text : part.type === 'tool-call' ? part.input : ''));
  expect(kinds).toEqual(parts.map((part) => part.type));
  expect([...texts.values()]).toEqual(whole);
  expect(streamStop).toEqual([wholeStop]);
  return { kinds, whole, stopReason: wholeStop };
}

describe('the call of the tool that answers', () => {
  test('is text, and the answer an ordinary end', () => {
    expect(decoded([['weather', '{"city":"Bern"}']])).toEqual({
      kinds: ['text'],
      whole: ['{"city":"Bern"}'],
      stopReason: 'stop',
    });
  });

  test('without input is an empty object', () => {
    expect(decoded([['weather', '']]).whole).toEqual(['{}']);
  });

  test('a second time is left out', () => {
    expect(
      decoded([
        ['weather', '{"city":"Bern"}'],
        ['weather', '{"city":"Chur"}'],
      ]).whole,
    ).toEqual(['{"city":"Bern"}']);
  });

  test('beside a call of the client’s own tool leaves that to be answered', () => {
    expect(
      decoded([
        ['weather', '{"city":"Bern"}'],
        ['look', '{"at":"sky"}'],
      ]),
    ).toMatchObject({
      kinds: ['text', 'tool-call'],
      stopReason: 'tool',
    });
  });

  test('that was not made leaves the answer as it is', () => {
    expect(decoded([['look', '{"at":"sky"}']])).toMatchObject({ kinds: ['tool-call'], stopReason: 'tool' });
  });

  test.each([
    ['max_tokens', 'length'],
    ['malformed_tool_use', 'malformed'],
    ['content_filtered', 'filtered'],
  ])('that ended by %s keeps saying so', (stopReason, expected) => {
    expect(decoded([['weather', '{"city":"Bern"}']], stopReason).stopReason).toBe(expected);
  });
});
