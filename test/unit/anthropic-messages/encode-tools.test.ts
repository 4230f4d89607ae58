import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest, Tool } from '../../../core/conversation/conversation-request.ts';
import { ask, encode, refusal, thrownBy } from './encode.ts';

const tide: Tool = {
  type: 'function',
  name: 'get_tide',
  description: 'The tide at a port.',
  parameters: { type: 'object', properties: { port: { type: 'string' } } },
  strict: true,
};
const time: Tool = { type: 'function', name: 'get_time' };
const sql: Tool = { type: 'custom', name: 'run_sql' };

function withTools(options: Partial<ConversationRequest> = {}): ConversationRequest {
  return ask({ tools: [tide, time], ...options });
}

describe('tools', () => {
  test('are translated, those without parameters included', () => {
    const { body, changes } = encode(withTools());
    expect(body.tools).toEqual([
      { name: 'get_tide', description: 'The tide at a port.', input_schema: tide.parameters, strict: true },
      { name: 'get_time', input_schema: { type: 'object', properties: {} } },
    ]);
    expect(body).not.toHaveProperty('tool_choice');
    expect(changes).toEqual([]);
  });

  test('lose strict for a model that does not take it, and that is said', () => {
    const { body, changes } = encode(withTools(), { capabilities: { strictTools: false } });
    expect(JSON.stringify(body)).not.toContain('strict');
    expect(changes).toEqual(['strict dropped from tools']);
  });

  test('with free text input are sent as functions, and it is said', () => {
    const choice = { type: 'tool', name: 'run_sql', kind: 'custom' } as const;
    const { body, changes } = encode(ask({ tools: [tide, sql], toolChoice: choice }));
    expect(body.tools).toMatchObject([
      { name: 'get_tide' },
      { name: 'run_sql', input_schema: { required: ['input'] } },
    ]);
    expect(body.tool_choice).toEqual({ type: 'tool', name: 'run_sql' });
    expect(changes).toEqual(['custom tools sent as functions']);
  });

  test('are refused for a model that takes none', () => {
    expect(refusal(withTools(), { capabilities: { tools: false } }).reason).toBe('this model takes no tools');
  });
});

describe('tool_choice', () => {
  test.each<[string, ConversationRequest['toolChoice'], object]>([
    ['none', { type: 'none' }, { type: 'none' }],
    ['auto', { type: 'auto' }, { type: 'auto' }],
    ['required', { type: 'required' }, { type: 'any' }],
    ['a named tool', { type: 'tool', name: 'get_time', kind: 'function' }, { type: 'tool', name: 'get_time' }],
  ])('%s is translated', (_what, toolChoice, expected) => {
    expect(encode(withTools({ toolChoice: toolChoice ?? { type: 'auto' } })).body.tool_choice).toEqual(expected);
  });

  test.each([
    ['auto', 'auto'],
    ['required', 'any'],
  ] as const)('allowed tools, %s, filter the list', (mode, type) => {
    const { body } = encode(withTools({ toolChoice: { type: 'allowed', mode, names: ['get_time'] } }));
    expect(body.tools).toMatchObject([{ name: 'get_time' }]);
    expect(body.tool_choice).toEqual({ type });
  });

  test('no parallel calls becomes disable_parallel_tool_use, except where no tool may be called', () => {
    expect(encode(withTools({ parallelToolCalls: false })).body.tool_choice).toEqual({
      type: 'auto',
      disable_parallel_tool_use: true,
    });
    expect(encode(withTools({ parallelToolCalls: false, toolChoice: { type: 'required' } })).body.tool_choice).toEqual({
      type: 'any',
      disable_parallel_tool_use: true,
    });
    expect(encode(withTools({ parallelToolCalls: false, toolChoice: { type: 'none' } })).body.tool_choice).toEqual({
      type: 'none',
    });
  });

  test.each([{ forcedToolChoice: false }, { alwaysThinks: true }])(
    'that forces a tool becomes auto with %j',
    (flag) => {
      const forced = encode(withTools({ toolChoice: { type: 'required' } }), { capabilities: flag });
      expect(forced.body.tool_choice).toEqual({ type: 'auto' });
      expect(forced.changes).toEqual(['tool_choice required → auto']);
      const named = encode(withTools({ toolChoice: { type: 'tool', name: 'get_time', kind: 'function' } }), {
        capabilities: flag,
      });
      expect(named.body.tool_choice).toEqual({ type: 'auto' });
      expect(named.changes).toEqual(['tool_choice named → auto']);
    },
  );

  test('that demands a tool nobody gave is refused by name', () => {
    const demands: ConversationRequest[] = [
      ask({ toolChoice: { type: 'required' } }),
      ask({ toolChoice: { type: 'tool', name: 'get_tide', kind: 'function' } }),
      ask({ toolChoice: { type: 'allowed', mode: 'required', names: ['get_tide'] } }),
      withTools({ toolChoice: { type: 'tool', name: 'get_moon', kind: 'function' } }),
    ];
    for (const request of demands) {
      expect(thrownBy(() => encode(request))).toMatchObject({ kind: 'invalid-request', param: 'tool_choice' });
    }
  });

  test('without tools that demands none is no request', () => {
    const { body } = encode(ask({ tools: [], toolChoice: { type: 'none' }, parallelToolCalls: false }));
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
  });
});
