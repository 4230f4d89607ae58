import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Message, Role } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { matchHistory } from '../../../core/sessions/match-history.ts';

const text = (value: string): Part => ({ type: 'text', text: value });
const message = (role: Role, ...parts: (Part | string)[]): Message => ({
  role,
  parts: parts.map((part) => (typeof part === 'string' ? text(part) : part)),
});
const user = (...parts: (Part | string)[]) => message('user', ...parts);
const assistant = (...parts: (Part | string)[]) => message('assistant', ...parts);
const system = (...parts: (Part | string)[]) => message('system', ...parts);
const call = (id: string, input: string, name = 'f'): Part => ({
  type: 'tool-call',
  id,
  name,
  kind: 'function',
  input,
});
const result = (toolCallId: string, ...texts: string[]): Part => ({
  type: 'tool-result',
  toolCallId,
  content: texts.map((value) => ({ type: 'text', text: value })),
});

const stored = [user('hi'), assistant('hello'), user('how?'), assistant('well')];
const same = (one: readonly Message[], other: readonly Message[]) =>
  matchHistory(one, [...other, user('next')]).kind === 'resent';

describe('a request in a session', () => {
  test('that brings only the new message is all new', () => {
    expect(matchHistory(stored, [user('next')])).toEqual({ kind: 'only-new', instructions: [], rest: [user('next')] });
    expect(matchHistory(stored, [user('hi')])).toMatchObject({ kind: 'only-new', rest: [user('hi')] });
    const results = [message('tool', result('c1', 'x'))];
    expect(matchHistory(stored, results)).toMatchObject({ kind: 'only-new', rest: results });
  });

  test('that begins a session is all new, whoever speaks in it', () => {
    const sent = [system('be brief'), ...stored, user('next')];
    expect(matchHistory([], sent)).toEqual({
      kind: 'only-new',
      instructions: [system('be brief')],
      rest: sent.slice(1),
    });
  });

  test('that brings the whole history adds what follows it', () => {
    const rest = [user('next'), user('and')];
    expect(matchHistory(stored, [...stored, ...rest])).toEqual({ kind: 'resent', instructions: [], rest });
    expect(matchHistory(stored, stored)).toMatchObject({ kind: 'resent', rest: [] });
  });

  test('whose history differs is told from which message on', () => {
    expect(matchHistory(stored, [user('hi'), assistant('hello!'), user('next')])).toEqual({
      kind: 'differs',
      message: 1,
    });
    expect(matchHistory(stored, [system('s'), user('ho'), ...stored.slice(1)])).toEqual({
      kind: 'differs',
      message: 1,
    });
    expect(matchHistory(stored, [...stored.slice(0, 3), assistant('Well')])).toEqual({ kind: 'differs', message: 3 });
    // The answer that is stored is missing: the client has gone back.
    expect(matchHistory(stored, stored.slice(0, 3))).toEqual({ kind: 'shorter' });
    expect(matchHistory(stored, stored.slice(0, 2))).toEqual({ kind: 'shorter' });
  });

  test('may change its instructions at any time', () => {
    const sent = [message('developer', 'be long'), system('x'), ...stored, user('next')];
    expect(matchHistory(stored, sent)).toEqual({
      kind: 'resent',
      instructions: sent.slice(0, 2),
      rest: [user('next')],
    });
  });

  test('may have an answer in several messages: what follows the last of them is new', () => {
    const divided = [user('u'), assistant(call('c1', '{}')), assistant('text'), user('next')];
    const whole = [user('u'), assistant(call('c1', '{}'), 'text')];
    expect(matchHistory(whole, divided)).toMatchObject({ kind: 'resent', rest: [user('next')] });
  });

  test('without the answer counts as resent when it begins as the session does', () => {
    expect(matchHistory([user('a')], [user('a'), user('b')])).toMatchObject({ kind: 'resent', rest: [user('b')] });
  });

  test('of a session whose beginning is forgotten is compared with what is left', () => {
    const left = stored.slice(2);
    expect(matchHistory(left, [...stored, user('next')], false)).toMatchObject({
      kind: 'resent',
      rest: [user('next')],
    });
    expect(matchHistory(left, [...stored, user('next')]).kind).toBe('differs');
    expect(matchHistory(left, [...stored.slice(0, 2), user('next')], false).kind).toBe('differs');
    const twice = [...left, ...left];
    expect(matchHistory(left, [...twice, user('next')], false)).toMatchObject({ rest: [user('next')] });
  });

  test('never knows half a message', () => {
    const calls = [user('u'), assistant(call('c1', '{}')), message('tool', result('c1', 'x'))];
    const sent = [...calls.slice(0, 2), message('tool', result('c1', 'x'), result('c2', 'y'))];
    expect(matchHistory(calls, sent).kind).toBe('differs');
    expect(matchHistory([user('u'), assistant('a')], [user('u'), assistant('a', call('c1', ''))]).kind).toBe('differs');
  });
});

describe('two histories are the same', () => {
  test('when text is divided otherwise, but not when a space is', () => {
    expect(same([assistant('a', 'b')], [assistant('ab')])).toBe(true);
    expect(same([assistant('a'), assistant('b')], [assistant('ab')])).toBe(true);
    expect(same([user('a', '', 'b')], [user('ab')])).toBe(true);
    expect(same([user('a'), user('b')], [user('ab')])).toBe(false);
    expect(same([assistant('a b')], [assistant('a  b')])).toBe(false);
    expect(same([assistant('ab\n')], [assistant('ab')])).toBe(false);
  });

  test('without what not every format can say', () => {
    const full = assistant(
      { type: 'reasoning', text: 'hm', signature: 's' },
      { type: 'text', text: 'a', cacheBreakpoint: {}, opaque: { protocol: 'p', data: 1 } },
      { type: 'opaque', opaque: { protocol: 'p', data: 1 } },
      { type: 'refusal', text: 'no' },
    );
    expect(same([full], [assistant('ano')])).toBe(true);
    expect(same([message('developer', 'a'), user('x')], [system('a'), user('x')])).toBe(false);
    expect(same([user('x'), message('developer', 'a')], [user('x'), system('a')])).toBe(true);
    expect(same([{ ...user('x'), name: 'Ann' }], [user('x')])).toBe(true);
  });

  test('when tool calls have the same ids, names and arguments', () => {
    expect(
      same(
        [assistant(call('c1', '{"a": 1, "b": {"d":2,"c":[3]}}'))],
        [assistant(call('c1', '{"b":{"c":[3],"d":2},"a":1}'))],
      ),
    ).toBe(true);
    expect(same([assistant(call('c1', ''))], [assistant(call('c1', '{}'))])).toBe(true);
    expect(same([assistant(call('c1', '{'))], [assistant(call('c1', '{'))])).toBe(true);
    expect(same([assistant(call('c1', '{"a":1}'))], [assistant(call('c1', '{"a":2}'))])).toBe(false);
    expect(same([assistant(call('c1', '{"a":[1,2]}'))], [assistant(call('c1', '{"a":[2,1]}'))])).toBe(false);
    expect(same([assistant(call('c1', '{}'))], [assistant(call('c2', '{}'))])).toBe(false);
    expect(same([assistant(call('c1', '{}'))], [assistant(call('c1', '{}', 'g'))])).toBe(false);
  });

  test('when an assistant’s text stands before or after its tool calls', () => {
    expect(same([assistant(call('c1', '{}'), 'text')], [assistant('text', call('c1', '{}'))])).toBe(true);
    expect(same([assistant(call('c1', '{}'), call('c2', '{}'))], [assistant(call('c2', '{}'), call('c1', '{}'))])).toBe(
      false,
    );
  });

  test('when tool results are divided into messages otherwise', () => {
    const together = message('tool', result('c1', 'a', 'b'), result('c2', 'c'));
    const apart = [message('tool', result('c1', 'ab')), message('tool', result('c2', 'c'))];
    expect(same([together], apart)).toBe(true);
    expect(same([together], [message('tool', result('c1', 'ab')), message('tool', result('c2', 'd'))])).toBe(false);
    expect(same([together], [message('tool', result('c1', 'abc'))])).toBe(false);
  });

  test('when files have the same source', () => {
    const file = (mediaType: string, data: string): Part => ({
      type: 'file',
      mediaType,
      source: { kind: 'base64', data },
    });
    expect(same([user(file('image/png', 'AA=='))], [user(file('image/*', 'AA=='))])).toBe(true);
    expect(same([user(file('image/png', 'AA=='))], [user(file('image/png', 'BB=='))])).toBe(false);
  });
});

test('any history is the beginning of itself and what follows, and of no history that was changed', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 3 }).map(text),
    fc.constant<Part>({ type: 'reasoning', text: 'r' }),
    fc.nat(2).map((id) => call(`c${id}`, '{}')),
  );
  const turn = fc
    .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([said, parts]) => [user(said), assistant('a', ...parts)]);
  const history = fc.array(turn, { minLength: 1, maxLength: 4 }).map((turns) => turns.flat());
  fc.assert(
    fc.property(history, fc.nat(7), (messages, index) => {
      expect(matchHistory(messages, [...messages, user('next')])).toMatchObject({
        kind: 'resent',
        rest: [user('next')],
      });
      const at = index % messages.length;
      const changed = messages.map((one, position) =>
        position === at ? { ...one, parts: [text('other!'), ...one.parts] } : one,
      );
      expect(matchHistory(messages, [...changed, user('next')])).toEqual({ kind: 'differs', message: at });
    }),
    { numRuns: 200 },
  );
});
