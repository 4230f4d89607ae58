import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import { call, encode, facts, haiku, look, refused, result, sonnet, text } from './encoding.ts';

describe('tools', () => {
  const toolTurn: Message[] = [text('user', 'Hi'), { role: 'assistant', parts: [call('a')] }, result('a')];

  test('a function tool keeps its schema, its strictness and its breakpoint', () => {
    const { body } = encode({
      tools: [
        { ...look, description: 'Looks.', strict: true, cacheBreakpoint: { ttl: '1h' } },
        { type: 'function', name: 'bare' },
      ],
    });
    expect(body.toolConfig).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'look',
            description: 'Looks.',
            inputSchema: { json: { type: 'object', properties: {} } },
            strict: true,
          },
        },
        { cachePoint: { type: 'default', ttl: '1h' } },
        { toolSpec: { name: 'bare', inputSchema: { json: { type: 'object' } } } },
      ],
    });
  });

  test('strictness is dropped and said where the model refuses it', () => {
    const { body, changes } = encode({ tools: [{ ...look, strict: true }] }, facts(haiku, { strictTools: false }));
    expect(body.toolConfig?.tools?.[0]?.toolSpec).not.toHaveProperty('strict');
    expect(changes).toEqual(['strict tools → ordinary']);
  });

  test('required and named choices are passed on, auto needs no word', () => {
    expect(encode({ tools: [look], toolChoice: { type: 'auto' } }).body.toolConfig).not.toHaveProperty('toolChoice');
    expect(encode({ tools: [look], toolChoice: { type: 'required' } }).body.toolConfig?.toolChoice).toEqual({
      any: {},
    });
    const named = encode({ tools: [look], toolChoice: { type: 'tool', name: 'look', kind: 'function' } });
    expect(named.body.toolConfig?.toolChoice).toEqual({ tool: { name: 'look' } });
  });

  test('a forced choice becomes auto where the model refuses it, and says so', () => {
    const model = facts(sonnet, { forcedToolChoice: false });
    const { body, changes } = encode({ tools: [look], toolChoice: { type: 'required' } }, model);
    expect(body.toolConfig).not.toHaveProperty('toolChoice');
    expect(changes).toEqual(['tool_choice required → auto']);
  });

  test('choice none leaves the tools out, or asks in words when the history has calls', () => {
    const alone = encode({ tools: [look], toolChoice: { type: 'none' } });
    expect(alone.body).not.toHaveProperty('toolConfig');
    expect(alone.changes).toEqual(['tools left out (tool_choice none)']);
    const withCalls = encode({ messages: toolTurn, tools: [look], toolChoice: { type: 'none' } });
    expect(withCalls.body.toolConfig?.tools).toHaveLength(1);
    expect(withCalls.body.system?.at(-1)?.text).toMatch(/not call any tool/);
    expect(withCalls.changes).toEqual(['tool_choice none → instruction']);
  });

  test('allowed tools filter the list', () => {
    const tools = [look, { ...look, name: 'hear' }];
    const { body } = encode({ tools, toolChoice: { type: 'allowed', mode: 'required', names: ['hear'] } });
    expect(body.toolConfig?.tools?.map((tool) => tool.toolSpec?.name)).toEqual(['hear']);
    expect(body.toolConfig?.toolChoice).toEqual({ any: {} });
  });

  test('a history with calls declares its tools when none are given', () => {
    const { body, changes } = encode({ messages: toolTurn });
    expect(body.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }],
    });
    expect(changes).toEqual(['tools of the history declared']);
  });

  test('one call at a time is asked of Claude in its own field, and refused elsewhere', () => {
    const claude = encode({ tools: [look], toolChoice: { type: 'required' }, parallelToolCalls: false });
    expect(claude.body.additionalModelRequestFields).toEqual({
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect(claude.body.toolConfig).not.toHaveProperty('toolChoice');
    const nova = facts('us.amazon.nova-lite-v1:0');
    expect(refused(() => encode({ tools: [look], parallelToolCalls: false }, nova)).options).toEqual([
      'parallelToolCalls',
    ]);
  });

  test('custom tools are sent as functions, and unacceptable names are refused', () => {
    expect(refused(() => encode({ tools: [{ type: 'function', name: 'x'.repeat(65) }] })).reason).toMatch(/tool names/);
    const { body, changes } = encode({ tools: [{ type: 'custom', name: 'free' }, look] }, facts(haiku));
    expect(body.toolConfig?.tools?.[0]).toMatchObject({
      toolSpec: { name: 'free', inputSchema: { json: { required: ['input'] } } },
    });
    expect(changes).toEqual(['custom tools sent as functions']);
  });
});
