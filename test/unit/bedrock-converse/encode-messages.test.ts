import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { call, encode, facts, haiku, kindOf, look, refused, result, sonnet, text } from './encoding.ts';

describe('messages', () => {
  test('leading system messages become the system prompt, the rest become turns', () => {
    const { body } = encode({
      messages: [text('system', 'Be brief.'), text('developer', 'In French.'), text('user', 'Hi')],
    });
    expect(body.system).toEqual([{ text: 'Be brief.' }, { text: 'In French.' }]);
    expect(body.messages).toEqual([{ role: 'user', content: [{ text: 'Hi' }] }]);
  });

  test('a later system message becomes marked user text where the model does not take it', () => {
    const { body, changes } = encode({
      messages: [text('user', 'Hi'), text('assistant', 'Yes?'), text('system', 'Be rude.'), text('user', 'Sing')],
    });
    expect(body.messages?.at(-1)).toEqual({
      role: 'user',
      content: [{ text: '<system_message>\nBe rude.\n</system_message>' }, { text: 'Sing' }],
    });
    expect(changes).toContain('later system message → marked user text');
  });

  test('a later system message after a user turn stays one where the model takes it', () => {
    const { body, changes } = encode(
      { messages: [text('user', 'Hi'), text('system', 'Be rude.'), text('assistant', 'What?'), text('user', 'Sing')] },
      facts(sonnet, { midConversationSystem: true }),
    );
    expect(body.messages?.map((message) => message.role)).toEqual(['user', 'system', 'assistant', 'user']);
    expect(changes).toEqual([]);
  });

  test('turns of one role are joined, and tool results stand first after their calls', () => {
    const { body } = encode({
      messages: [
        text('user', 'Look'),
        { role: 'assistant', parts: [call('a'), call('b')] },
        result('a'),
        text('user', 'Hurry'),
        result('b', 'green'),
      ],
      tools: [look],
    });
    expect(body.messages?.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
    expect(body.messages?.[2]?.content).toEqual([
      { toolResult: { toolUseId: 'a', content: [{ text: 'blue' }] } },
      { toolResult: { toolUseId: 'b', content: [{ text: 'green' }] } },
      { text: 'Hurry' },
    ]);
  });

  test('a conversation that begins with the assistant gets a first user turn, and says so', () => {
    const { body, changes } = encode({ messages: [text('assistant', 'Welcome!'), text('user', 'Hi')] });
    expect(body.messages?.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
    expect(changes).toContain('a first user turn added');
  });

  test.each([
    ['a result without its call', [text('user', 'Hi'), result('nobody')]],
    [
      'a call without its result',
      [text('user', 'Hi'), { role: 'assistant', parts: [call('a')] }, text('user', 'Well?')],
    ],
    [
      'a result that comes a turn too late',
      [
        text('user', 'Hi'),
        { role: 'assistant', parts: [call('a')] },
        text('user', 'Well?'),
        text('assistant', 'Wait.'),
        result('a'),
      ],
    ],
    ['a call at the end', [text('user', 'Hi'), { role: 'assistant', parts: [call('a')] }]],
    [
      'arguments that are not JSON',
      [text('user', 'Hi'), { role: 'assistant', parts: [call('a', 'look', '{"at":')] }, result('a')],
    ],
    [
      'arguments that are no object',
      [text('user', 'Hi'), { role: 'assistant', parts: [call('a', 'look', '[1]')] }, result('a')],
    ],
    ['no message at all', []],
  ] as [string, Message[]][])('%s is an invalid request', (_, messages) => {
    expect(kindOf(() => encode({ messages, tools: [look] }))).toBe('invalid-request');
  });

  test('blank texts are left out, an empty tool result is named empty', () => {
    const { body, changes } = encode({
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: ' \n' },
            { type: 'text', text: 'Look' },
          ],
        },
        { role: 'assistant', parts: [call('a', 'look', '')] },
        result('a', ''),
      ],
      tools: [look],
    });
    expect(body.messages?.[0]?.content).toEqual([{ text: 'Look' }]);
    expect(body.messages?.[1]?.content).toEqual([{ toolUse: { toolUseId: 'a', name: 'look', input: {} } }]);
    expect(body.messages?.[2]?.content).toEqual([{ toolResult: { toolUseId: 'a', content: [{ text: '(empty)' }] } }]);
    expect(changes).toEqual(['blank text dropped', 'empty tool result → "(empty)"']);
  });

  test('an ending assistant message is refused by models that do not continue it', () => {
    const messages = [text('user', 'Hi'), text('assistant', 'Well, ')];
    expect(refused(() => encode({ messages }, facts(sonnet, { prefill: false }))).options).toEqual(['messages']);
    const { body, changes } = encode({ messages }, facts(haiku, { prefill: true }));
    expect(body.messages?.at(-1)).toEqual({ role: 'assistant', content: [{ text: 'Well,' }] });
    expect(changes).toEqual(['white space at the end of the last message dropped']);
  });

  test('an error result is marked for the families that know the mark', () => {
    const parts: Part[] = [
      { type: 'tool-result', toolCallId: 'a', content: [{ type: 'text', text: 'no' }], isError: true },
    ];
    const messages: Message[] = [
      text('user', 'Hi'),
      { role: 'assistant', parts: [call('a')] },
      { role: 'tool', parts },
    ];
    const marked = encode({ messages, tools: [look] }).body.messages?.[2]?.content?.[0]?.toolResult;
    expect(marked?.status).toBe('error');
    const other = encode({ messages, tools: [look] }, facts('meta.llama3-3-70b-instruct-v1:0'));
    expect(other.body.messages?.[2]?.content?.[0]?.toolResult).not.toHaveProperty('status');
    expect(other.changes).toEqual(['error mark of tool results dropped']);
  });
});

describe('reasoning parts', () => {
  const thought: Part = { type: 'reasoning', text: 'Hm.', signature: 'sig' };
  const hidden: Part = { type: 'reasoning', text: '', redacted: 'aGk=' };
  const bare: Part = { type: 'reasoning', text: 'Hm.' };

  test('with their proof they go back to Claude, as bytes where they are redacted', () => {
    const { body, changes } = encode({
      messages: [
        text('user', 'Hi'),
        { role: 'assistant', parts: [thought, hidden, bare, { type: 'text', text: 'A' }] },
        text('user', 'B'),
      ],
    });
    expect(body.messages?.[1]?.content).toEqual([
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
      { reasoningContent: { redactedContent: new Uint8Array([104, 105]) } },
      { text: 'A' },
    ]);
    expect(changes).toEqual(['earlier reasoning dropped']);
  });

  test('they are left out for other families, and when another protocol wrote them', () => {
    const messages: Message[] = [
      text('user', 'Hi'),
      { role: 'assistant', parts: [thought, { type: 'text', text: 'A' }] },
      text('user', 'B'),
    ];
    expect(encode({ messages }, facts('openai.gpt-oss-20b-1:0')).body.messages?.[1]?.content).toEqual([{ text: 'A' }]);
    const foreign: Part = { ...thought, opaque: { protocol: 'openai-responses', data: {} } };
    const others: Message[] = [
      text('user', 'Hi'),
      { role: 'assistant', parts: [foreign, { type: 'text', text: 'A' }] },
      text('user', 'B'),
    ];
    expect(encode({ messages: others }).body.messages?.[1]?.content).toEqual([{ text: 'A' }]);
  });
});

describe('tool call ids', () => {
  const history = (id: string): Message[] => [text('user', 'Hi'), { role: 'assistant', parts: [call(id)] }, result(id)];

  test('forbidden characters give another id, the same for call and result and in every request', () => {
    const first = encode({ messages: history('call:1|x'), tools: [look] }).body.messages;
    const id = first?.[1]?.content?.[0]?.toolUse?.toolUseId;
    expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(first?.[2]?.content?.[0]?.toolResult?.toolUseId).toBe(id);
    expect(encode({ messages: history('call:1|x'), tools: [look] }).body.messages).toEqual(first);
  });

  test('Mistral gets nine letters and digits', () => {
    const { body } = encode({ messages: history('call_1'), tools: [look] }, facts('mistral.mistral-large-2407-v1:0'));
    expect(body.messages?.[1]?.content?.[0]?.toolUse?.toolUseId).toMatch(/^[a-zA-Z0-9]{9}$/);
    const kept = encode({ messages: history('abcDEF123'), tools: [look] }, facts('mistral.mistral-large-2407-v1:0'));
    expect(kept.body.messages?.[1]?.content?.[0]?.toolUse?.toolUseId).toBe('abcDEF123');
  });

  test('an id used in every turn is made unique, and results follow the latest call', () => {
    const { body } = encode({ messages: [...history('call_0'), ...history('call_0').slice(1)], tools: [look] });
    const calls = body.messages
      ?.flatMap((message) => message.content ?? [])
      .flatMap((block) => block.toolUse?.toolUseId ?? []);
    const results = body.messages
      ?.flatMap((message) => message.content ?? [])
      .flatMap((block) => block.toolResult?.toolUseId ?? []);
    expect(new Set(calls).size).toBe(2);
    expect(results).toEqual(calls);
  });
});
