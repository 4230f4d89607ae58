import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest, FunctionTool, ToolChoice } from '../../../core/conversation/conversation-request.ts';
import type { ModelCapabilities } from '../../../core/routing/model-facts.ts';
import { ask, encode, refusal, thrownBy } from './encode.ts';

const tide: FunctionTool = {
  type: 'function',
  name: 'get_tide',
  description: 'Tells the tide.',
  parameters: { type: 'object', properties: { port: { type: 'string' } }, required: ['port'] },
};
const wind: FunctionTool = { type: 'function', name: 'get_wind' };

function toolsOf(request: Partial<ConversationRequest>, capabilities: ModelCapabilities = {}) {
  const { body, changes } = encode(ask({ tools: [tide, wind], ...request }), { capabilities });
  return { tools: body.tools, config: body.toolConfig, changes };
}

test('functions are declared with their JSON Schema, or none', () => {
  expect(toolsOf({})).toEqual({
    tools: [
      {
        functionDeclarations: [
          { name: 'get_tide', description: 'Tells the tide.', parametersJsonSchema: tide.parameters },
          { name: 'get_wind' },
        ],
      },
    ],
    config: undefined,
    changes: [],
  });
});

test.each([{}, { type: 'object' }, { type: 'object', properties: {}, additionalProperties: false }])(
  'a schema without arguments is left out: %j',
  (parameters) => {
    expect(toolsOf({ tools: [{ ...wind, parameters }] }).tools).toEqual([
      { functionDeclarations: [{ name: 'get_wind' }] },
    ]);
  },
);

test('the type of the arguments is said where the client does not', () => {
  const { tools } = toolsOf({ tools: [{ ...wind, parameters: { properties: { a: {} } } }] });
  expect(tools).toMatchObject([
    { functionDeclarations: [{ parametersJsonSchema: { type: 'object', properties: { a: {} } } }] },
  ]);
});

describe('the choice of tools', () => {
  test.each<[ToolChoice, object]>([
    [{ type: 'none' }, { mode: 'NONE' }],
    [{ type: 'auto' }, { mode: 'AUTO' }],
    [{ type: 'required' }, { mode: 'ANY' }],
    [
      { type: 'tool', name: 'get_wind', kind: 'function' },
      { mode: 'ANY', allowedFunctionNames: ['get_wind'] },
    ],
  ])('%j', (toolChoice, config) => {
    expect(toolsOf({ toolChoice }).config).toEqual({ functionCallingConfig: config });
  });

  test.each(['auto', 'required'] as const)('%s of allowed tools shortens the list', (mode) => {
    const { tools, config } = toolsOf({ toolChoice: { type: 'allowed', mode, names: ['get_wind'] } });
    expect(tools).toEqual([{ functionDeclarations: [{ name: 'get_wind' }] }]);
    expect(config).toEqual({ functionCallingConfig: { mode: mode === 'auto' ? 'AUTO' : 'ANY' } });
  });

  test('is left to a model that cannot be forced, and that is said', () => {
    const { config, changes } = toolsOf({ toolChoice: { type: 'required' } }, { forcedToolChoice: false });
    expect([config, changes]).toEqual([undefined, ['tool_choice required → auto']]);
  });

  test('of a tool that is not there is invalid, and so is one without any tools', () => {
    const toolChoice = { type: 'tool', name: 'get_sun', kind: 'function' } as const;
    for (const tools of [[tide], []]) {
      const error = thrownBy(() => encode(ask({ tools, toolChoice })));
      expect(error).toMatchObject({ kind: 'invalid-request', param: 'tool_choice' });
    }
  });

  test('strict tools hold the model to their schemas', () => {
    const tools = [{ ...tide, strict: true }];
    expect(toolsOf({ tools }).config).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
    expect(toolsOf({ tools }, { strictTools: false })).toMatchObject({
      config: undefined,
      changes: ['strict dropped from tools'],
    });
  });
});

test.each([
  [{ tools: [{ type: 'function', name: 'has space' }] }, 'tools', 'tool names'],
  [{ tools: [tide], parallelToolCalls: false }, 'parallelToolCalls', null],
] as const)('what has no equivalent is refused by name: %j', (request, option, reason) => {
  const refused = refusal(ask(request));
  expect(refused.options).toEqual([option]);
  if (reason !== null) expect(refused.reason).toContain(reason);
});

test('a model without tools refuses them', () => {
  expect(refusal(ask({ tools: [tide] }), { capabilities: { tools: false } }).options).toEqual(['tools']);
});
