import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { encode, refusal, say, text, thrownBy } from './encode.ts';

describe('turns', () => {
  test('leading system and developer messages go to system, in order', () => {
    const { body, changes } = encode({ messages: [say('system', 'a', 'b'), say('developer', 'c'), say('user', 'd')] });
    expect(body.system).toEqual([text('a'), text('b'), text('c')]);
    expect(body.messages).toEqual([{ role: 'user', content: [text('d')] }]);
    expect(changes).toEqual([]);
  });

  test('consecutive messages of one role are merged', () => {
    const messages = [
      say('user', 'a'),
      say('user', 'b'),
      say('assistant', 'c'),
      say('assistant', 'd'),
      say('user', 'e'),
    ];
    expect(encode({ messages }).body.messages).toEqual([
      { role: 'user', content: [text('a'), text('b')] },
      { role: 'assistant', content: [text('c'), text('d')] },
      { role: 'user', content: [text('e')] },
    ]);
  });

  test('tool messages in a row become one user message with the results before everything else', () => {
    const call = (id: string): Part => ({ type: 'tool-call', id, name: 'get_tide', kind: 'function', input: '{}' });
    const result = (toolCallId: string): Message => ({
      role: 'tool',
      parts: [{ type: 'tool-result', toolCallId, content: [{ type: 'text', text: toolCallId }] }],
    });
    const messages = [
      say('user', 'a'),
      { role: 'assistant' as const, parts: [call('1'), call('2')] },
      result('1'),
      say('user', 'between'),
      result('2'),
    ];
    expect(encode({ messages }).body.messages).toEqual([
      { role: 'user', content: [text('a')] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: '1', name: 'get_tide', input: {} },
          { type: 'tool_use', id: '2', name: 'get_tide', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: '1', content: [text('1')] },
          { type: 'tool_result', tool_use_id: '2', content: [text('2')] },
          text('between'),
        ],
      },
    ]);
  });

  test('a later system message after a user turn stays one where the model supports that', () => {
    const messages = [
      say('user', 'a'),
      say('system', 'b'),
      say('developer', 'c'),
      say('assistant', 'd'),
      say('user', 'e'),
    ];
    const { body, changes } = encode({ messages }, { capabilities: { midConversationSystem: true } });
    expect(body.messages).toEqual([
      { role: 'user', content: [text('a')] },
      { role: 'system', content: [text('b'), text('c')] },
      { role: 'assistant', content: [text('d')] },
      { role: 'user', content: [text('e')] },
    ]);
    expect(changes).toEqual([]);
  });

  test('a later system message becomes marked user text elsewhere, and that is said', () => {
    const messages = [say('user', 'a'), say('assistant', 'b'), say('system', 'c'), say('user', 'd')];
    for (const midConversationSystem of [true, false]) {
      const { body, changes } = encode({ messages }, { capabilities: { midConversationSystem } });
      expect(body.messages).toEqual([
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [text('b')] },
        { role: 'user', content: [text('<system>\nc\n</system>'), text('d')] },
      ]);
      expect(changes).toEqual(['later system messages sent as marked user text']);
    }
  });

  test('a later system message between two user messages becomes marked user text even there', () => {
    const messages = [say('user', 'a'), say('system', 'b'), say('user', 'c')];
    expect(encode({ messages }, { capabilities: { midConversationSystem: true } }).body.messages).toEqual([
      { role: 'user', content: [text('a'), text('<system>\nb\n</system>'), text('c')] },
    ]);
  });

  test('a conversation of instructions alone still has a turn', () => {
    const { body } = encode({ messages: [say('system', 'a'), say('system', 'b')] });
    expect(body.system).toEqual([text('a')]);
    expect(body.messages).toEqual([{ role: 'user', content: [text('<system>\nb\n</system>')] }]);
  });

  test('texts without anything to read are left out, and a conversation of them alone is refused', () => {
    expect(encode({ messages: [say('user', 'a', ' \n', '')] }).body.messages).toEqual([
      { role: 'user', content: [text('a')] },
    ]);
    expect(thrownBy(() => encode({ messages: [say('user', '')] }))).toMatchObject({
      kind: 'invalid-request',
      param: 'messages',
    });
    expect(thrownBy(() => encode({ messages: [] }))).toMatchObject({ kind: 'invalid-request', param: 'messages' });
  });

  test('a very long conversation, and a very long message, are no trouble', () => {
    const count = 150_000;
    const many = Array.from({ length: count }, () => say('system', 'b'));
    expect(encode({ messages: [say('user', 'a'), ...many] }).body.messages).toHaveLength(1);
    const long: Message = { role: 'system', parts: many.flatMap(({ parts }) => parts) };
    expect(encode({ messages: [long, say('user', 'a')] }).body.system).toHaveLength(count);
  });

  test('a conversation that the assistant begins gets a first user turn, and it is said', () => {
    const { body, changes } = encode({
      messages: [say('system', 's'), say('assistant', 'Ahoy'), say('user', 'Hello')],
    });
    expect(body.messages).toEqual([
      { role: 'user', content: [text('(The conversation begins.)')] },
      { role: 'assistant', content: [text('Ahoy')] },
      { role: 'user', content: [text('Hello')] },
    ]);
    expect(changes).toEqual(['a first user turn added']);
  });

  test('names of speakers are dropped, and that is said', () => {
    const { changes } = encode({ messages: [{ ...say('user', 'a'), name: 'ann' }] });
    expect(changes).toEqual(['message names dropped']);
  });
});

describe('an assistant message at the end', () => {
  const messages = [say('user', 'a'), say('assistant', 'b \n')];

  test('is continued, without white space at its end', () => {
    const { body, changes } = encode({ messages }, { capabilities: { prefill: true } });
    expect(body.messages).toEqual([
      { role: 'user', content: [text('a')] },
      { role: 'assistant', content: [text('b')] },
    ]);
    expect(changes).toEqual(['white space at the end of the last assistant message trimmed']);
  });

  test('is refused where the model does not continue, even when options may be dropped', () => {
    for (const dropUnsupported of [true, false]) {
      const error = refusal({ messages }, { capabilities: { prefill: false }, dropUnsupported });
      expect(error.options).toEqual(['messages']);
      expect(error.reason).toBe('this model does not continue an assistant message');
    }
  });
});
