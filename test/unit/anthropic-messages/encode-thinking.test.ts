import { describe, expect, test } from '@jest/globals';
import type { ReasoningEffort } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { ModelCapabilities } from '../../../core/routing/model-facts.ts';
import { ask, encode, refusal, say } from './encode.ts';

const tools = [{ type: 'function' as const, name: 'get_tide' }];
const forced = { tools, toolChoice: { type: 'required' as const } };
const adaptive = { type: 'adaptive', display: 'summarized' };

function think(reasoningEffort: ReasoningEffort, capabilities: ModelCapabilities) {
  const { body, changes } = encode(ask({ reasoningEffort }), { capabilities });
  return { thinking: body.thinking, output: body.output_config, changes };
}

describe('a model with adaptive thinking', () => {
  const model = { adaptiveThinking: true, reasoningEfforts: { xhigh: true } };

  test.each(['low', 'medium', 'high', 'xhigh'] as const)('takes effort %s as it is', (effort) => {
    expect(think(effort, model)).toEqual({ thinking: adaptive, output: { effort }, changes: [] });
  });

  test('is given the nearest lower effort for one it is not known to take, and that is said', () => {
    const known = (reasoningEfforts: Record<string, boolean>) => ({ adaptiveThinking: true, reasoningEfforts });
    expect(think('max', model)).toMatchObject({
      output: { effort: 'xhigh' },
      changes: ['reasoning_effort max → xhigh'],
    });
    expect(think('max', known({}))).toMatchObject({ output: { effort: 'high' } });
    expect(think('xhigh', known({ max: true }))).toMatchObject({ output: { effort: 'high' } });
    expect(think('minimal', model)).toMatchObject({
      output: { effort: 'low' },
      changes: ['reasoning_effort minimal → low'],
    });
  });

  test('is told not to think', () => {
    expect(think('none', model)).toEqual({ thinking: { type: 'disabled' }, output: undefined, changes: [] });
  });

  test('does not think when it must call a tool, and that is said when thinking was asked for', () => {
    expect(encode(ask(forced), { capabilities: model }).body).toMatchObject({
      thinking: { type: 'disabled' },
      tool_choice: { type: 'any' },
    });
    const { body, changes } = encode(ask({ ...forced, reasoningEffort: 'xhigh' }), { capabilities: model });
    expect(body).toMatchObject({ thinking: { type: 'disabled' }, output_config: { effort: 'high' } });
    expect(changes).toEqual(['reasoning_effort xhigh → high', 'thinking left out: a tool is forced']);
  });

  test('is not given sampling options while it thinks', () => {
    const { body, changes } = encode(ask({ reasoningEffort: 'low', temperature: 0.2 }), { capabilities: model });
    expect(body).not.toHaveProperty('temperature');
    expect(changes).toEqual(['temperature dropped: not while thinking']);
  });

  test('is not told anything when nothing is asked', () => {
    expect(Object.keys(encode(ask(), { capabilities: model }).body)).toEqual(['model', 'max_tokens', 'messages']);
  });
});

describe('a model that always thinks', () => {
  test('is given the lowest effort in place of none, and that is said', () => {
    expect(think('none', { alwaysThinks: true })).toEqual({
      thinking: undefined,
      output: { effort: 'low' },
      changes: ['reasoning_effort none → low'],
    });
  });

  test('thinks between tools in place of none where it is known to take that', () => {
    expect(think('none', { alwaysThinks: true, reasoningEfforts: { none: true } })).toEqual({
      thinking: { type: 'between_tools' },
      output: undefined,
      changes: ['reasoning_effort none → thinking between tools'],
    });
  });

  test('thinks even when a tool was forced, because the force is taken back', () => {
    const { body } = encode(ask({ ...forced, reasoningEffort: 'low' }), { capabilities: { alwaysThinks: true } });
    expect(body).toMatchObject({ thinking: adaptive, tool_choice: { type: 'auto' } });
  });
});

test('a model nobody knows is taken for a new one', () => {
  expect(think('high', {})).toEqual({ thinking: adaptive, output: { effort: 'high' }, changes: [] });
});

test('a model that does not reason refuses an effort and needs none to be told', () => {
  expect(refusal(ask({ reasoningEffort: 'low' }), { capabilities: { reasoning: false } }).options).toEqual([
    'reasoningEffort',
  ]);
  expect(think('none', { reasoning: false })).toEqual({ thinking: undefined, output: undefined, changes: [] });
});

describe.each([{ adaptiveThinking: false }, { prefill: true }])('an older model, known by %j', (model) => {
  test.each([
    ['low', 40_000, 1024],
    ['medium', 40_000, 4096],
    ['high', 40_000, 16_384],
    ['max', 40_000, 20_000],
    ['high', 1500, 1024],
  ] as const)('thinks with effort %s of %i tokens within a budget of %i', (effort, maxOutputTokens, budget) => {
    const { body } = encode(ask({ reasoningEffort: effort }), { capabilities: model, maxOutputTokens });
    expect(body.thinking).toEqual({ type: 'enabled', budget_tokens: budget });
    expect(body).not.toHaveProperty('output_config');
  });

  test('does not think where the answer has no room for it, and that is said', () => {
    const { body, changes } = encode(ask({ reasoningEffort: 'low', maxOutputTokens: 1024 }), { capabilities: model });
    expect(body).not.toHaveProperty('thinking');
    expect(changes).toEqual(['thinking left out: max_tokens must be above 1024']);
  });

  test('does not think when it must call a tool or continue a message, and that is said', () => {
    expect(encode(ask({ ...forced, reasoningEffort: 'low' }), { capabilities: model }).changes).toEqual([
      'thinking left out: a tool is forced',
    ]);
    const messages = [say('user', 'a'), say('assistant', 'b')];
    expect(encode({ messages, reasoningEffort: 'low' }, { capabilities: model }).changes).toEqual([
      'thinking left out: an assistant message is continued',
    ]);
  });

  describe('in a tool turn', () => {
    const left = ['thinking left out: the tool calls in the history have no signed reasoning'];
    const call = { type: 'tool-call', id: '1', name: 'get_tide', kind: 'function', input: '' } as const;
    const calls = (...before: Part[]): Message => ({ role: 'assistant', parts: [...before, call] });
    const results: Message = { role: 'tool', parts: [{ type: 'tool-result', toolCallId: '1', content: [] }] };
    const signed: Part = { type: 'reasoning', text: 't', signature: 's' };
    const thought = (...messages: Message[]) => {
      const { body, changes } = encode({ messages, reasoningEffort: 'low' }, { capabilities: model });
      return { thinking: body.thinking, changes };
    };
    const thinks = { thinking: { type: 'enabled', budget_tokens: 1024 } };

    test('thinks on where its signed reasoning stands before the calls', () => {
      expect(thought(say('user', 'a'), calls(), results)).toEqual({ thinking: undefined, changes: left });
      expect(thought(say('user', 'a'), calls(signed), results)).toMatchObject(thinks);
    });

    test('does not think on where the reasoning before the calls is of another provider', () => {
      const foreign = { ...signed, opaque: { protocol: 'gemini', data: {} } };
      const { thinking, changes } = thought(say('user', 'a'), calls(foreign), results);
      expect(thinking).toBeUndefined();
      expect(changes).toEqual(['reasoning without a usable signature left out', ...left]);
    });

    test('does not think on where the user says something beside the results', () => {
      const messages = [say('user', 'a'), calls(), results, say('user', 'And?')];
      expect(thought(...messages)).toEqual({ thinking: undefined, changes: left });
    });

    test('thinks on where it called again without thinking in between', () => {
      expect(thought(say('user', 'a'), calls(signed), results, calls(), results)).toMatchObject(thinks);
      expect(thought(say('user', 'a'), calls(), results, calls(), results).changes).toEqual(left);
    });

    test('thinks anew once the turn is over', () => {
      const over = [say('user', 'a'), calls(), results, say('assistant', 'high'), say('user', 'b')];
      expect(thought(...over)).toMatchObject(thinks);
    });
  });
});
