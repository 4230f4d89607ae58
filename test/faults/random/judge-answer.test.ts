import { describe, expect, test } from '@jest/globals';
import type { Got } from '../ask.ts';
import { masterKey, providerKey } from '../fault-gateway.ts';
import { readChatStream } from '../read-chat-stream.ts';
import { otherWords, sameBeginning, tide, tideCall } from '../replies.ts';
import type { Reply } from '../reply.ts';
import type { CallPlan, FaultScript } from './fault-script.ts';
import { judgeAnswer } from './judge-answer.ts';
import { mustSucceed } from './must-succeed.ts';
import type { PlayedCall } from './play-call.ts';

const manner = { charactersPerPiece: 6, bytesPerWrite: null, lineEnd: '\n' } as const;
const whole: CallPlan = { do: 'answer', waitMs: 0, manner };
const cut: CallPlan = { do: 'break-after', pieces: 9, how: 'close', manner };
const down: CallPlan = { do: 'status', status: 500, type: 'server_error', headers: {} };

function script(...calls: readonly (readonly [CallPlan, ...CallPlan[]])[]): FaultScript {
  return {
    index: 0,
    stream: true,
    targets: calls.map((plans) => ({ speaks: 'chat', prefill: null, reply: tide, calls: plans })),
    resilience: { maxAttempts: 3, recovery: 'continue', restartMaxChars: 2000 },
    clients: [{ does: 'read' }],
    atOnce: false,
  };
}

function call(said: Reply, completes: boolean, prefill: string | null = null): PlayedCall {
  return { plan: completes ? whole : cut, prefill, said, completes, left: Promise.resolve(false) };
}

const error = { message: 'It broke.', type: 'server_error' };

function got(fields: Partial<Got>): Got {
  return {
    status: 200,
    headers: new Headers(),
    isComplete: true,
    raw: '',
    text: '',
    reasoning: '',
    toolCalls: [],
    finishReason: 'stop',
    error: null,
    comments: [],
    violations: [],
    ...fields,
  };
}

function brokenOff(fields: Partial<Got>): Got {
  return got({ isComplete: false, finishReason: null, error, ...fields });
}

const { text } = tide;
const half = text.slice(0, 60);
const toolCall = { id: 'call_1', name: 'get_tide', input: tideCall.toolCalls?.[0]?.input ?? '' };

describe('the judge accepts', () => {
  test.each<[string, readonly PlayedCall[], Got]>([
    ['a whole answer', [call(tide, true)], got({ text })],
    ['the whole answer of the second call', [call(otherWords, false), call(tide, true)], got({ text })],
    [
      'a beginning and what was said after it',
      [call(tide, false), call({ text: ' and so on.' }, true, half)],
      got({ text: `${half} and so on.` }),
    ],
    [
      'white space before what goes on, told once',
      [call({ text: 'High at noon.' }, false), call({ text: ' noon.' }, true, 'High at')],
      got({ text: 'High at noon.' }),
    ],
    ['a new start where a beginning was given', [call(tide, false), call(tide, true, half)], got({ text })],
    ['a tool call', [call(tideCall, true)], got({ toolCalls: [toolCall], finishReason: 'tool_calls' })],
    ['an error after a beginning', [call(tide, false)], brokenOff({ text: half })],
    ['an error with its status', [call(tide, false)], brokenOff({ status: 502 })],
  ])('%s', (_what, calls, answer) => {
    expect(judgeAnswer(script([whole]), calls, answer)).toBeNull();
  });
});

describe('the judge finds', () => {
  test.each<[string, readonly PlayedCall[], Got, RegExp]>([
    ['a cut answer told as complete', [call(tide, false)], got({ text: half }), /told as complete/],
    ['a truncated answer', [call(tide, true)], got({ text: half }), /the text is/],
    ['an answer without its last character', [call(tide, true)], got({ text: text.slice(0, -1) }), /the text is/],
    ['an empty answer', [call(tide, true)], got({}), /the text is ""/],
    ['a doubled answer', [call(tide, false), call(tide, true)], got({ text: half + text }), /the text is/],
    ['a doubled piece', [call(tide, false), call(tide, true)], got({ text: half + text.slice(59) }), /the text is/],
    [
      'two answers spliced by their length',
      [call(tide, false), call(sameBeginning, true)],
      got({ text: half + sameBeginning.text.slice(60) }),
      /the text is/,
    ],
    [
      'a continuation of something else',
      [call(tide, false), call({ text: ' and so on.' }, true, half)],
      got({ text: `${text} and so on.` }),
      /the text is/,
    ],
    [
      'tool arguments of two answers',
      [call(tideCall, true)],
      got({ toolCalls: [{ ...toolCall, input: '{"port":"Brest","day":"tomorrow"}' }], finishReason: 'tool_calls' }),
      /the tool calls are/,
    ],
    [
      'a tool call twice',
      [call(tideCall, true)],
      got({ toolCalls: [toolCall, toolCall], finishReason: 'tool_calls' }),
      /the tool calls are/,
    ],
    ['another stop reason', [call(tide, true)], got({ text, finishReason: 'length' }), /finished as length/],
    ['reasoning of nobody', [call(tide, true)], got({ text, reasoning: 'Hm.' }), /the reasoning is/],
    ['a wrong beginning before an error', [call(tide, false)], brokenOff({ text: otherWords.text }), /no beginning/],
    ['a doubled beginning before an error', [call(tide, false)], brokenOff({ text: half + half }), /no beginning/],
    ['an error that is no error', [call(tide, false)], brokenOff({ isComplete: true }), /both an error and an end/],
    ['a 401', [call(tide, false)], brokenOff({ status: 401 }), /status 401/],
    ['a 500', [call(tide, false)], brokenOff({ status: 500 }), /status 500/],
    ['a 400 that nobody gave', [call(tide, false)], brokenOff({ status: 400 }), /status 400/],
    ['the provider’s key', [call(tide, true)], got({ text, raw: `x ${providerKey}` }), /a key was told/],
    ['a key in a header', [call(tide, true)], got({ text, headers: new Headers({ x: masterKey }) }), /a key was told/],
    ['a malformed stream', [call(tide, true)], got({ text, violations: ['two ids'] }), /malformed: two ids/],
    ['too many calls', Array.from({ length: 4 }, () => call(tide, true)), got({ text }), /4 calls .* 3 were allowed/],
  ])('%s', (_what, calls, answer, expected) => {
    expect(judgeAnswer(script([whole]), calls, answer)).toMatch(expected);
  });

  const chunk = (delta: unknown, finishReason: string | null = null): string => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    return `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices })}\n\n`;
  };
  const begun = chunk({ role: 'assistant' }) + chunk({ content: half });

  test.each([
    ['that just ends', begun],
    ['that ends in [DONE] without a stop reason', `${begun}data: [DONE]\n\n`],
    ['that ends inside an event', `${begun}data: {"id"`],
    ['that goes on after its stop reason', `${begun}${chunk({}, 'stop')}${chunk({ content: 'x' })}data: [DONE]\n\n`],
    ['that goes on after [DONE]', `${begun}${chunk({}, 'stop')}data: [DONE]\n\n${chunk({ content: 'x' })}`],
    ['that begins twice', `${begun}${begun}${chunk({}, 'stop')}data: [DONE]\n\n`],
  ])('a stream %s', (_what, raw) => {
    expect(readChatStream(raw).violations).not.toEqual([]);
  });
});

describe('an error is without excuse', () => {
  test.each<[string, FaultScript]>([
    ['when the only target is sound', script([whole])],
    ['when a target is down and the next is sound', script([down], [whole])],
    ['when a target breaks off and the next says the same', script([cut], [whole])],
  ])('%s', (_when, sound) => {
    expect(mustSucceed(sound)).toBe(true);
  });

  test.each<[string, FaultScript]>([
    ['when no target is sound', script([cut], [down, whole])],
    ['when the request itself was refused', script([{ ...down, status: 400 }], [whole])],
    ['when there were more targets than calls', script([down], [down], [down], [whole])],
    [
      'when the route wants no recovery',
      { ...script([cut], [whole]), resilience: { maxAttempts: 3, recovery: 'error' } },
    ],
  ])('not %s', (_when, excused) => {
    expect(mustSucceed(excused)).toBe(false);
  });
});
