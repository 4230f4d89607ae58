import { describe, expect, jest, test } from '@jest/globals';
import { Seen } from '../../../core/ports/chat-model.ts';
import { createStreamWatcher } from '../../../protocols/openai-chat/stream-watcher.ts';
import { fixture } from './fixture.ts';
import { begin, choice, chunk, done, event, pass, passChunks, payloads, report, stop, usage } from './watching.ts';

describe('what passes unchanged', () => {
  test('is the very same buffer, comments and other fields included', () => {
    const watcher = createStreamWatcher({ includeUsage: false });
    for (const text of [event(begin), ': keep-alive\n\n', `id: 7\nevent: x\n${event(stop)}`, 'data:\n\n', done]) {
      const bytes = Buffer.from(text);
      expect(watcher.watch(bytes).bytes).toBe(bytes);
    }
    expect(watcher.end()).toBe('');
  });

  test('a client that asked for usage gets a tidy provider’s stream byte for byte', () => {
    const bytes = fixture('stream-text.sse');
    const { text, tail } = pass([bytes], { includeUsage: true });
    expect(text).toBe(bytes.toString());
    expect(tail).toBe('');
  });
});

describe('the input of a function call', () => {
  const call = (text: string, more: object = {}) =>
    chunk({ tool_calls: [{ index: 0, ...more, function: { arguments: text } }] });
  const named = (id: string, text: string) =>
    chunk({ role: 'assistant', tool_calls: [{ index: 0, id, function: { name: 'f', arguments: text } }] });

  test.each([
    ['tool_calls', [named('a', '{"x":'), call('"y')]],
    ['stop', [named('a', '{"x":')]],
    ['tool_calls', [named('a', '{"x":'), named('b', '{}')]],
    ['function_call', [chunk({ function_call: { name: 'f', arguments: '{' } })]],
  ])('breaks the answer when it is cut, though the choice ends with %s', (reason, chunks) => {
    expect(() => passChunks([...chunks, chunk({}, reason)])).toThrow(/whose input was cut/);
  });

  test.each([
    ['tool_calls', [named('a', '{"x":'), call('"y"}')]],
    ['tool_calls', [named('a', '')]],
    ['tool_calls', [named('a', '{}'), named('b', '{}')]],
    ['length', [named('a', '{"x":')]],
    ['tool_calls', [chunk({ tool_calls: [{ index: 0, id: 'a', custom: { name: 'f', input: '{' } }] })]],
  ])('passes when it is whole, empty, free text, or said to be cut: %s', (reason, chunks) => {
    expect(passChunks([...chunks, chunk({}, reason)])).toHaveLength(chunks.length + 2);
  });
});

describe('function calls that all have the same number', () => {
  const call = (name: string | undefined, text: string, id: string | undefined = '') => ({
    index: 0,
    ...(id === undefined ? {} : { id }),
    function: { ...(name === undefined ? {} : { name }), arguments: text },
  });
  const calls = (...all: object[]) => chunk({ role: 'assistant', tool_calls: all });

  test.each([
    ['in one chunk', [calls(call('f', '{"a":1}'), call('g', '{"b":1}'))]],
    ['of the same name, in two', [calls(call('f', '{"a":"}"}')), calls(call('f', '{"b":{}}\n'))]],
    ['without ids, in pieces', [calls(call('f', '{"a":', undefined)), calls(call(undefined, '1}'), call('g', ''))]],
    ['with one id', [calls(call('f', '{}', 'a')), calls(call('f', '{}', 'a'))]],
  ])('are each looked at: %s', (_, chunks) => {
    expect(passChunks([...chunks, chunk({}, 'tool_calls')])).toHaveLength(chunks.length + 2);
    expect(() => passChunks([...chunks, calls(call('h', '{"c":')), chunk({}, 'tool_calls')])).toThrow(/was cut/);
  });

  test('are one while its input is not whole, though each piece repeats the name', () => {
    const pieces = ['{"a":"{}', '"', '}', '', ' '].map((text) => calls(call('f', text)));
    expect(passChunks([...pieces, chunk({}, 'tool_calls')])).toHaveLength(pieces.length + 2);
    expect(() => passChunks([...pieces.slice(0, 2), chunk({}, 'tool_calls')])).toThrow(/was cut/);
  });
});

describe('the numbers of tool calls, by which clients put them together', () => {
  const named = (index: number | undefined, id: string, text = '') => ({
    ...(index === undefined ? {} : { index }),
    ...{ id, type: 'function', function: { name: `f_${id}`, arguments: text } },
  });
  const more = (index: number | undefined, text: string) => ({
    ...(index === undefined ? {} : { index }),
    function: { arguments: text },
  });
  const chunks = (...deltas: object[][]) => deltas.map((calls) => chunk({ role: 'assistant', tool_calls: calls }));
  /** What a client makes of them. */
  const inputsOf = (text: string) => {
    const inputs = new Map<unknown, string>();
    for (const line of text.split('\n\n').filter((one) => one.startsWith('data: {'))) {
      for (const { index, id = '', function: called } of JSON.parse(line.slice(6)).choices[0]?.delta.tool_calls ?? [])
        inputs.set(index, `${inputs.get(index) ?? ''}${id}${called.arguments ?? ''}`);
    }
    return Object.fromEntries(inputs);
  };
  const sent = (...deltas: object[][]) => pass([...chunks(...deltas), chunk({}, 'tool_calls')].map(event)).text;

  test.each([
    ['in turn', [[named(0, 'a')], [more(0, '{"x":1}')], [named(0, 'b')], [more(0, '{"y":')], [more(0, '2}')]]],
    ['in one chunk', [[named(0, 'a', '{"x":1}'), named(0, 'b', '{"y":2}')]]],
    ['not at all', [[named(undefined, 'a')], [more(undefined, '{"x":1}')], [named(undefined, 'b', '{"y":2}')]]],
  ])('are made their own where a provider gives them %s', (_, deltas) => {
    expect(inputsOf(sent(...deltas))).toEqual({ 0: 'a{"x":1}', 1: 'b{"y":2}' });
  });

  test('stay apart when a number that was made up is used after all', () => {
    const text = sent([named(0, 'a', '{}')], [named(0, 'b', '{}')], [named(1, 'c')], [more(1, '{}')], [more(0, ' ')]);
    expect(inputsOf(text)).toEqual({ 0: 'a{}', 1: 'b{} ', 2: 'c{}' });
  });

  test.each([Number.MAX_SAFE_INTEGER, 1e300, 1024, -1, 0.5])('stay apart after a number like %j', (odd) => {
    const deltas = ['a', 'b', 'c', 'd'].map((id, at) => [named(at === 1 || at === 2 ? odd : 0, id, '{}')]);
    expect(inputsOf(sent(...deltas))).toEqual({ 0: 'a{}', 1: 'b{}', 2: 'c{}', 3: 'd{}' });
  });

  test('stay as they came from every other provider, to the byte', () => {
    const deltas = [
      [named(1, 'a')],
      [named(2, 'b')],
      [more(1, '{"x":')],
      [more(2, '{}'), more(1, '1}')],
      [named(7, 'c')],
    ];
    const whole = [...chunks(...deltas), chunk({}, 'tool_calls')].map(event);
    expect(pass(whole).text).toBe(whole.join(''));
    const repeated = [[named(0, 'a', '{"x"')], [named(0, 'a', ':1}')], [named(0, 'a', '')]];
    const again = [...chunks(...repeated), chunk({}, 'tool_calls')].map(event);
    expect(pass(again).text).toBe(again.join(''));
  });
});

describe('a provider that says too much', () => {
  test('tells a stop reason again, which is not looked into again', () => {
    const parsed = jest.spyOn(JSON, 'parse');
    try {
      const input = JSON.stringify({ text: 'x'.repeat(50) });
      const call = chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: input } }] });
      const again = chunk({}, 'tool_calls');
      pass([event(call), event(again).repeat(20)]);
      expect(parsed.mock.calls.filter(([text]) => text === input)).toHaveLength(1);
    } finally {
      parsed.mockRestore();
    }
  });

  test.each([1, 7, -1, 0.5, 1e300])('breaks the answer with a choice numbered %j that nobody asked for', (index) => {
    const other = { id: 'a', choices: [choice({ content: 'x' }, null, index)] };
    expect(() => passChunks([begin, other])).toThrow(
      expect.objectContaining({ kind: 'broken-answer', message: expect.stringContaining('nobody asked for') }),
    );
  });

  test('is taken at its word for every choice that was asked for', () => {
    const last = { id: 'a', choices: [choice({ role: 'assistant', content: 'x' }, null, 6)] };
    expect(passChunks([begin, last], { choiceCount: 7 })).toContainEqual(last);
  });

  test('changes nothing with the end of a choice that nobody asked for and that says nothing', () => {
    const other = { id: 'a', choices: [choice({}, 'stop', 1)] };
    const { text, seen } = pass([begin, other].map(event));
    expect([text, seen]).toEqual([event(begin) + event(other), Seen.content]);
  });

  test('numbers so many calls that they are not looked at any more', () => {
    const calls = Array.from({ length: 5000 }, (_, index) => ({ index, function: { name: 'f', arguments: '{' } }));
    expect(passChunks([chunk({ role: 'assistant', tool_calls: calls }), chunk({}, 'tool_calls')])).toHaveLength(3);
  });
});

describe('what is seen', () => {
  const seenIn = (value: unknown) => createStreamWatcher({ includeUsage: true }).watch(Buffer.from(event(value))).seen;

  test.each([
    { content: 'x' },
    { reasoning_content: 'x' },
    { reasoning: 'x' },
    {
      content: [
        { type: 'text', text: '' },
        { type: 'text', text: 'x' },
      ],
    },
    { content: [{ type: 'image', source: {} }] },
    { refusal: 'x' },
    { tool_calls: [{ index: 0, function: { name: 'f', arguments: '' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{' } }] },
    { tool_calls: [{ index: 0, custom: { input: '{' } }] },
    { function_call: { name: 'f' } },
    { audio: { data: 'AA==' } },
    { audio: { transcript: 'x' } },
  ])('%j is content', (delta) => {
    expect(seenIn(chunk(delta))).toBe(Seen.content);
  });

  test.each([
    {},
    { role: 'assistant', content: '' },
    { content: null, refusal: null },
    { content: [] },
    { content: [{ type: 'text', text: '' }] },
    { tool_calls: [] },
    { tool_calls: [{ index: 0, function: { arguments: '' } }] },
    { audio: { id: 'x' } },
  ])('%j is none', (delta) => {
    expect(seenIn(chunk(delta))).toBe(0);
  });

  test('stop, usage and end are told when they come', () => {
    const watcher = createStreamWatcher({ includeUsage: true });
    const seen = (text: string) => watcher.watch(Buffer.from(text)).seen;
    expect(seen(event(begin))).toBe(Seen.content);
    expect(seen(event(chunk({}, '')))).toBe(0);
    expect(watcher.stopReason).toBeNull();
    expect(seen(event(chunk({}, 'length')))).toBe(Seen.stop);
    expect(watcher.stopReason).toBe('length');
    expect(seen(event({ id: 'a', choices: [], usage: report }))).toBe(Seen.usage);
    expect(watcher.usage).toEqual(usage);
    expect(seen(done)).toBe(Seen.end);
  });

  test('several choices have stopped when each of them has', () => {
    const watcher = createStreamWatcher({ includeUsage: false, choiceCount: 3 });
    const seen = (index: number, reason: string | null) =>
      watcher.watch(Buffer.from(event({ id: 'a', choices: [choice({ role: 'assistant' }, reason, index)] }))).seen;
    expect([seen(0, 'stop'), seen(1, 'stop'), seen(2, null), seen(2, 'length')]).toEqual([0, 0, 0, Seen.stop]);
    expect(watcher.stopReason).toBe('length');
  });
});

describe('usage for a client that did not ask', () => {
  test('leaves no trace, wherever the provider puts it', () => {
    const chunks = [
      { ...begin, usage: null },
      { usage: null, ...chunk({ content: '"usage":null' }) },
      chunk({ content: 'usage' }, null, { usage: null, obfuscation: 'a"b', n: 1.5e3 }),
      { id: 'a', usage: null, choices: [choice({ content: 'x', usage: null })] },
      { ...stop, usage: report },
      { id: 'a', choices: [], usage: report },
      { id: 'a', choices: [], usage: null },
    ];
    const passed = passChunks(chunks);
    expect(passed.slice(0, -1)).toEqual([
      begin,
      chunk({ content: '"usage":null' }),
      chunk({ content: 'usage' }, null, { obfuscation: 'a"b', n: 1.5e3 }),
      { id: 'a', choices: [choice({ content: 'x', usage: null })] },
      stop,
      { id: 'a', choices: [] },
    ]);
    expect(pass(chunks.map(event)).usage).toEqual(usage);
  });

  test('an event that held nothing else becomes an empty buffer', () => {
    const watcher = createStreamWatcher({ includeUsage: false });
    const { bytes, seen } = watcher.watch(Buffer.from(event({ id: 'a', choices: [], usage: report })));
    expect([bytes.length, seen]).toEqual([0, Seen.usage]);
  });
});

describe('usage for a client that asked', () => {
  test('moves from a chunk with choices into one of its own before the end marker', () => {
    const chunks = [begin, { ...stop, usage: report, model: 'm' }];
    const expected = [begin, { ...stop, usage: null, model: 'm' }, { id: 'a', choices: [], usage: report, model: 'm' }];
    expect(passChunks(chunks, { includeUsage: true })).toEqual([...expected, '[DONE]']);
    const { text, tail } = pass([...chunks.map(event), done], { includeUsage: true });
    expect(payloads(text)).toEqual([...expected, '[DONE]']);
    expect(tail).toBe('');
  });

  test('is not doubled when the provider sends its own chunk, too', () => {
    const own = { id: 'a', choices: [], usage: report };
    const chunks = [begin, { ...stop, usage: report }, own];
    expect(passChunks(chunks, { includeUsage: true })).toEqual([begin, { ...stop, usage: null }, own, '[DONE]']);
  });

  test('is not made up when nobody told it', () => {
    expect(passChunks([begin, stop], { includeUsage: true })).toEqual([begin, stop, '[DONE]']);
  });
});

describe('what is mended', () => {
  test('the first delta of each choice gets its role, and only that', () => {
    const two = { id: 'a', choices: [choice({ content: 'y', role: null }, null, 1)] };
    const chunks = [chunk({ content: 'x' }), chunk({ content: 'x' }), two, stop];
    expect(passChunks(chunks, { choiceCount: 2 }).map(({ choices }) => choices?.[0].delta.role)).toEqual([
      'assistant',
      undefined,
      'assistant',
      undefined,
      undefined,
    ]);
  });

  test('all chunks get the first one’s id', () => {
    const chunks = [begin, { ...stop, id: 'b' }, { choices: [] }, { id: '', choices: [] }];
    expect(passChunks(chunks).map(({ id }) => id)).toEqual(['a', 'a', 'a', 'a', undefined]);
  });

  test('a stream without ids gets one from the request, where there is one', () => {
    const { id: _, ...nameless } = begin;
    expect(passChunks([nameless], { requestId: 'r1' })[0].id).toBe('chatcmpl-r1');
    expect(passChunks([nameless])[0]).toEqual(nameless);
  });

  test('a careless server’s stream becomes what clients expect', () => {
    const { text, tail, stopReason } = pass([fixture('stream-careless.sse')], { includeUsage: true, requestId: 'r' });
    expect(text).toContain(': OPENROUTER PROCESSING\n\n');
    const [prelude, ...rest] = payloads(text + tail);
    expect(prelude).toMatchObject({ id: '', prompt_filter_results: [] });
    expect(rest.map((passed) => passed.id ?? passed)).toEqual(['a', 'a', 'a', 'a', '[DONE]']);
    expect(rest.map(({ usage: told }) => told)).toEqual([null, null, null, report, undefined]);
    expect(rest[0].choices[0].delta).toEqual({ role: 'assistant', content: 'one ' });
    expect(stopReason).toBe('stop');
  });

  test('a missing end marker is supplied, a given one is not doubled', () => {
    expect(pass([event(begin), event(stop)]).tail).toBe(done);
    expect(pass([event(begin), event(stop), done]).tail).toBe('');
    expect(pass([event(begin), event(stop), done, done]).text.endsWith(event(stop) + done)).toBe(true);
  });

  test('an end marker without a stop reason is held back, for the answer was cut', () => {
    const { text, seen, stopReason } = pass([event(begin), done]);
    expect(text).toBe(event(begin));
    expect([seen, stopReason]).toEqual([Seen.content | Seen.end, null]);
  });
});

describe('however the network splits a stream', () => {
  test.each(['stream-text.sse', 'stream-tools.sse', 'stream-careless.sse'])('%s gives the same', (name) => {
    const bytes = fixture(name);
    for (const options of [{ includeUsage: false }, { includeUsage: true, requestId: 'r' }]) {
      const whole = JSON.stringify(pass([bytes], options));
      const differing: number[] = [];
      for (let at = 1; at < bytes.length; at++) {
        const split = pass([bytes.subarray(0, at), bytes.subarray(at)], options);
        if (JSON.stringify(split) !== whole) differing.push(at);
      }
      expect(differing).toEqual([]);
      expect(
        JSON.stringify(
          pass(
            Array.from(bytes, (byte) => Buffer.from([byte])),
            options,
          ),
        ),
      ).toBe(whole);
    }
  });

  test('CRLF line ends give the same facts', () => {
    const crlf = fixture('stream-text.sse').toString().replaceAll('\n', '\r\n');
    const { text, ...facts } = pass([crlf]);
    const { text: expected, ...expectedFacts } = pass([fixture('stream-text.sse')]);
    expect(facts).toEqual(expectedFacts);
    expect(payloads(text)).toEqual(payloads(expected));
  });
});
