import type { AnswerFixture, ChatModelHarness, ExpectedAnswer } from './chat-model-harness.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';

const usage = { freshInput: 100, cacheRead: 0, cacheWrite: {}, output: 20, reasoning: 0 };

function fixture(name: string, expected: Partial<ExpectedAnswer>): AnswerFixture {
  return {
    whole: readWholeFixture('gemini', name),
    stream: readStreamFixture('gemini', name),
    expected: { text: '', toolCalls: [], stopReason: 'stop', usage, ...expected },
  };
}

const error = (name: string) => readWholeFixture('gemini', `error-${name}`);

const largeEvent = Buffer.from(
  `data: ${JSON.stringify({
    candidates: [{ content: { parts: [{ text: 'tide '.repeat(6554) }], role: 'model' }, index: 0 }],
  })}\n\n`,
);

/** What both places that speak this format answer with. */
export const geminiHarness: Omit<ChatModelHarness, 'createModel'> = {
  codec: null,
  answers: {
    text: fixture('text', { text: 'The tide is high. 潮は満ちた。' }),
    'parallel-tools': fixture('tools', {
      toolCalls: [
        { name: 'get_tide', input: { port: 'Brest' } },
        { name: 'get_tide', input: { port: 'Hull' } },
      ],
      stopReason: 'tool',
    }),
    structured: fixture('structured', { text: '{"tide_height":4.2}' }),
    'cached-usage': { missing: 'generateContent reports no tokens written to a cache' },
    'stop-length': fixture('stop-length', { text: 'The tide ', stopReason: 'length' }),
    'stop-context-full': { missing: 'generateContent has no finishReason for it' },
    'stop-paused': { missing: 'generateContent has no finishReason for it' },
    'stop-filtered': fixture('stop-filtered', { text: 'The tide ', stopReason: 'filtered' }),
    'stop-malformed': fixture('stop-malformed', { text: 'The tide ', stopReason: 'malformed' }),
  },
  errors: {
    'upstream-auth': error('unauthorized'),
    'upstream-permission': error('forbidden'),
    'upstream-not-found': error('model-not-found'),
    'upstream-billing': error('billing'),
    'context-too-long': error('context-too-long'),
    'invalid-request': error('invalid-request'),
    'body-too-large': error('body-too-large'),
    'rate-limit': error('rate-limit'),
    'upstream-fault': error('fault'),
    overloaded: error('overloaded'),
  },
  errorInStream: { answer: readStreamFixture('gemini', 'error-in-stream'), kind: 'overloaded' },
  streamBeginning: Buffer.alloc(0),
  largeEvent,
};
