import { describe, expect, test } from '@jest/globals';
import { ask, assistant, call, encode, refusal, result, results, text, thrownBy, user } from './encode.ts';

const signed = { protocol: 'gemini', data: { thoughtSignature: 'c2ln' } };
const standIn = 'skip_thought_signature_validator';

describe('turns', () => {
  test('leading instructions stand apart, and turns of one role are one', () => {
    const { body, changes } = encode({
      messages: [
        { role: 'system', parts: [text('Be brief.')] },
        { role: 'developer', parts: [text('Be kind.')] },
        user('One'),
        user('Two'),
        assistant(text('Three')),
        assistant(text('Four')),
        user('Five'),
      ],
    });
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] },
        { role: 'model', parts: [{ text: 'Three' }, { text: 'Four' }] },
        { role: 'user', parts: [{ text: 'Five' }] },
      ],
    });
    expect(changes).toEqual([]);
  });

  test('a later system message becomes marked user text, and it is said', () => {
    const { body, changes } = encode({ messages: [user('One'), { role: 'system', parts: [text('Stop.')] }] });
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'One' }, { text: '<system>\nStop.\n</system>' }] }]);
    expect(changes).toEqual(['later system messages sent as marked user text']);
  });

  test('instructions alone are asked as a question', () => {
    const { body } = encode({ messages: [{ role: 'system', parts: [text('Greet me.')] }] });
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: '<system>\nGreet me.\n</system>' }] }] });
  });

  test('a conversation that the model begins gets a first user turn', () => {
    const { body, changes } = encode({ messages: [assistant(text('Ahoy')), user('Hello')] });
    expect(body.contents).toMatchObject([{ role: 'user' }, { role: 'model' }, { role: 'user' }]);
    expect(changes).toEqual(['a first user turn added']);
  });

  test('a prefill is refused for a model known not to continue', () => {
    const request = { messages: [user('Go'), assistant(text('The tide'))] };
    expect(encode(request).body.contents).toMatchObject([{ role: 'user' }, { role: 'model' }]);
    expect(refusal(request, { capabilities: { prefill: false }, dropUnsupported: true }).options).toEqual(['messages']);
  });

  test.each([[[]], [[user('')]]])('nothing to say is an invalid request', (messages) => {
    expect(thrownBy(() => encode({ messages }))).toMatchObject({ kind: 'invalid-request', param: 'messages' });
  });
});

describe('tool calls and results', () => {
  const turn = [
    user('Tides?'),
    assistant(call('a', '{"port":"Brest"}', { opaque: signed }), call('b', '{"port":"Hull"}')),
  ];

  test('results stand first, in the order of their calls, by the name of their call', () => {
    const { body } = encode({ messages: [...turn, user('And?'), results(result('b', 'low'), result('a', 'high'))] });
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'Tides?' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'a', name: 'get_tide', args: { port: 'Brest' } }, thoughtSignature: 'c2ln' },
          { functionCall: { id: 'b', name: 'get_tide', args: { port: 'Hull' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'get_tide', response: { output: 'high' } } },
          { functionResponse: { id: 'b', name: 'get_tide', response: { output: 'low' } } },
          { text: 'And?' },
        ],
      },
    ]);
  });

  test('ids stay at home on Vertex AI, and made up ones everywhere', () => {
    const messages = [...turn, results(result('a', 'high'), result('b', 'low'))];
    expect(JSON.stringify(encode({ messages }, { onVertex: true }).body)).not.toContain('"id"');
    const madeUp = [user('?'), assistant(call('gemini_x_0', '{}')), results(result('gemini_x_0', 'high'))];
    expect(JSON.stringify(encode({ messages: madeUp }).body)).not.toContain('gemini_x_0');
  });

  test('an id that is used again names its latest call', () => {
    const messages = [
      user('?'),
      assistant(call('a', '{}')),
      results(result('a', 'one')),
      assistant(call('a', '{}', { name: 'get_wind' })),
      results(result('a', 'two')),
    ];
    expect(encode({ messages }).body.contents).toMatchObject([
      {},
      {},
      { parts: [{ functionResponse: { name: 'get_tide', response: { output: 'one' } } }] },
      {},
      { parts: [{ functionResponse: { name: 'get_wind', response: { output: 'two' } } }] },
    ]);
  });

  test('a failed result is told as an error', () => {
    const messages = [...turn, results(result('a', 'no such port', { isError: true }), result('b', 'low'))];
    expect(JSON.stringify(encode({ messages }).body)).toContain('"response":{"error":"no such port"}');
  });

  test('a result without its call, and arguments that are no object, are invalid', () => {
    const orphan = thrownBy(() => encode({ messages: [user('?'), results(result('z', 'high'))] }));
    expect(orphan).toMatchObject({ kind: 'invalid-request', message: expect.stringContaining("'z'") });
    for (const input of ['[1]', '{"a":', '7']) {
      const broken = thrownBy(() => encode({ messages: [user('?'), assistant(call('a', input))] }));
      expect(broken).toMatchObject({ kind: 'invalid-request', message: expect.stringContaining('get_tide') });
    }
    expect(encode({ messages: [user('?'), assistant(call('a', ''))] }).body.contents).toMatchObject([
      {},
      { parts: [{ functionCall: { args: {} } }] },
    ]);
  });

  test('an image in a result goes into it, or beside it for models that take none within', () => {
    const image = { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'aGk=' } } as const;
    const inlineData = { mimeType: 'image/png', data: 'aGk=' };
    const messages = [
      user('?'),
      assistant(call('a', '{}')),
      results({ type: 'tool-result', toolCallId: 'a', content: [text('seen'), image] }),
    ];
    expect(encode({ messages }).body.contents).toMatchObject([
      {},
      {},
      { parts: [{ functionResponse: { response: { output: 'seen' }, parts: [{ inlineData }] } }] },
    ]);
    const older = encode({ messages }, { id: 'gemini-2.5-flash' });
    expect(older.body.contents).toMatchObject([{}, {}, { parts: [{ functionResponse: {} }, { inlineData }] }]);
    expect(older.changes).toEqual(['files of tool results sent beside them']);
  });
});

describe('thought signatures', () => {
  test('travel back on the very part they came on', () => {
    const messages = [
      user('?'),
      assistant(
        { type: 'reasoning', text: 'Hm.', opaque: { protocol: 'gemini', data: {} } },
        { type: 'text', text: 'Well', opaque: signed },
        call('a', '{}', { opaque: signed }),
      ),
    ];
    expect(encode({ messages }).body.contents).toMatchObject([
      {},
      {
        parts: [
          { text: 'Hm.', thought: true },
          { text: 'Well', thoughtSignature: 'c2ln' },
          { functionCall: {}, thoughtSignature: 'c2ln' },
        ],
      },
    ]);
  });

  test('a stand-in is sent where a turn of calls has none, and only from the third generation on', () => {
    const messages = [user('?'), assistant(call('a', '{}'), call('b', '{}'))];
    const { body, changes } = encode({ messages });
    expect(body.contents).toMatchObject([{}, { parts: [{ thoughtSignature: standIn }, {}] }]);
    expect(JSON.stringify(body).split(standIn)).toHaveLength(2);
    expect(changes).toEqual(['a stand-in sent for a missing thought signature']);
    expect(JSON.stringify(encode({ messages }, { id: 'gemini-2.5-pro' }).body)).not.toContain(standIn);
  });

  test("other models' reasoning and signatures are not sent", () => {
    const foreign = { protocol: 'anthropic-messages', data: { thoughtSignature: 'theirs' } };
    const messages = [
      user('?'),
      assistant(
        { type: 'reasoning', text: 'Hm.', signature: 'theirs' },
        { type: 'text', text: 'Well', opaque: foreign },
      ),
    ];
    const { body, changes } = encode({ messages });
    expect(body.contents).toMatchObject([{}, { parts: [{ text: 'Well' }] }]);
    expect(JSON.stringify(body)).not.toContain('theirs');
    expect(changes).toEqual(['reasoning of earlier answers dropped']);
  });
});

test('a part of another protocol is refused by name, or dropped and said', () => {
  const messages = [user('?', { type: 'opaque', opaque: { protocol: 'openai-chat', data: {} } })];
  expect(refusal({ messages })).toMatchObject({
    options: ['messages'],
    reason: 'a part of openai-chat has no equivalent',
  });
  const { body, changes } = encode({ messages }, { dropUnsupported: true });
  expect(body.contents).toEqual([{ role: 'user', parts: [{ text: '?' }] }]);
  expect(changes).toEqual(['a message part dropped: a part of openai-chat has no equivalent']);
});

test('a part of this format goes back as it came', () => {
  const data = { executableCode: { language: 'PYTHON', code: '1' } };
  const messages = [user('?'), assistant({ type: 'opaque', opaque: { protocol: 'gemini', data } })];
  expect(encode(ask({ messages })).body.contents).toMatchObject([{}, { parts: [data] }]);
});
