import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { call, encode, facts, haiku, look, refused, result, sonnet, text } from './encoding.ts';

describe('reasoning effort', () => {
  test.each([
    [
      'adaptive Claude',
      sonnet,
      { alwaysThinks: true },
      'xhigh',
      { effort: 'xhigh' },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      [],
    ],
    [
      'minimal',
      sonnet,
      {},
      'minimal',
      { effort: 'low' },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      ['reasoning_effort minimal → low'],
    ],
    [
      'none where thinking can be off',
      'us.anthropic.claude-haiku-5-5',
      {},
      'none',
      undefined,
      { thinking: { type: 'disabled' } },
      [],
    ],
    [
      'none where it cannot',
      sonnet,
      { alwaysThinks: true },
      'none',
      { effort: 'low' },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      ['reasoning_effort none → low'],
    ],
    [
      'an effort known to be refused',
      sonnet,
      { reasoningEfforts: { max: false, xhigh: false } },
      'max',
      { effort: 'high' },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      ['reasoning_effort max → high'],
    ],
    ['older Claude', haiku, {}, 'medium', undefined, { thinking: { type: 'enabled', budget_tokens: 4096 } }, []],
    ['older Claude, none', haiku, {}, 'none', undefined, undefined, []],
    [
      'gpt-oss',
      'openai.gpt-oss-120b-1:0',
      {},
      'xhigh',
      undefined,
      { reasoning_effort: 'high' },
      ['reasoning_effort xhigh → high'],
    ],
    ['GPT', 'openai.gpt-6.1-terra', {}, 'none', undefined, { reasoning: { effort: 'none' } }, []],
    [
      'Nova 2',
      'us.amazon.nova-2-lite-v1:0',
      {},
      'low',
      undefined,
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } },
      [],
    ],
    [
      'a hidden family with Claude’s flag',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc',
      { adaptiveThinking: true },
      'high',
      { effort: 'high' },
      { thinking: { type: 'adaptive', display: 'summarized' } },
      [],
    ],
  ] as const)('%s', (_, id, capabilities, reasoningEffort, outputConfig, fields, said) => {
    const { body, changes } = encode({ reasoningEffort }, facts(id, capabilities, 16_384));
    expect(body.outputConfig).toEqual(outputConfig);
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(changes).toEqual(said);
  });

  test('a budget takes half of the output at most, and excludes sampling', () => {
    const { body, changes } = encode({ reasoningEffort: 'high', temperature: 0.2, maxOutputTokens: 3000 });
    expect(body.additionalModelRequestFields).toEqual({ thinking: { type: 'enabled', budget_tokens: 1500 } });
    expect(body.inferenceConfig).toEqual({ maxTokens: 3000 });
    expect(changes).toEqual(['temperature dropped']);
  });

  test.each([
    ['the output limit is too small', { maxOutputTokens: 1500 }],
    ['the tool choice is forced', { tools: [look], toolChoice: { type: 'required' } }],
    [
      'the tool turn came without its reasoning',
      { tools: [look], messages: [text('user', 'Hi'), { role: 'assistant', parts: [call('a')] }, result('a')] },
    ],
  ] as [string, Partial<ConversationRequest>][])('older Claude does not think when %s', (reason, request) => {
    const { body, changes } = encode({ reasoningEffort: 'high', ...request });
    expect(body).not.toHaveProperty('additionalModelRequestFields');
    expect(changes).toEqual([`reasoning_effort dropped (${reason})`]);
  });

  test('Nova’s high effort excludes an output limit, unless the client set one', () => {
    const model = facts('us.amazon.nova-2-lite-v1:0');
    const free = encode({ reasoningEffort: 'high', temperature: 0.1 }, model);
    expect(free.body.inferenceConfig).toEqual({});
    expect(free.changes).toEqual(['temperature dropped']);
    const bound = encode({ reasoningEffort: 'high', maxOutputTokens: 500 }, model);
    expect(bound.body.inferenceConfig).toEqual({ maxTokens: 500 });
    expect(bound.changes).toEqual(['reasoning_effort high → medium']);
  });

  test('models that do not reason refuse an effort, but not the effort none', () => {
    const llama = facts('meta.llama3-3-70b-instruct-v1:0');
    expect(refused(() => encode({ reasoningEffort: 'low' }, llama)).options).toEqual(['reasoningEffort']);
    expect(encode({ reasoningEffort: 'none' }, llama).changes).toEqual([]);
    expect(
      refused(() => encode({ reasoningEffort: 'low' }, facts('anthropic.claude-3-haiku-20240307-v1:0'))).options,
    ).toEqual(['reasoningEffort']);
  });
});
