import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Seen } from '../../../core/ports/chat-model.ts';
import { ChunkTemplate } from '../../../protocols/openai-chat/chunk-template.ts';
import { createStreamWatcher } from '../../../protocols/openai-chat/stream-watcher.ts';

function chunkOf(delta: object, more: object = {}): Record<string, unknown> {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: null }];
  return { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, usage: null, ...more };
}

function eventOf(chunk: unknown): Buffer {
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
}

function learn(chunk: Record<string, unknown>): ChunkTemplate {
  const template = ChunkTemplate.learn(eventOf(chunk), chunk);
  if (!template) throw new Error('nothing was learned');
  return template;
}

const ordinary = chunkOf({ content: ' one' });
const padded = chunkOf({ content: ' one' }, { obfuscation: 'ab12' });

describe('a chunk’s template', () => {
  test('recognises the same shape with another text and another padding', () => {
    expect(learn(ordinary).matches(eventOf(chunkOf({ content: ' zwölf 🎉' })))).toBe(true);
    expect(learn(padded).matches(eventOf(chunkOf({ content: 'x' }, { obfuscation: 'quite another length' })))).toBe(
      true,
    );
    expect(learn(padded).matches(eventOf(chunkOf({ content: 'x' }, { obfuscation: '' })))).toBe(true);
    expect(learn(chunkOf({ reasoning_content: 'hm' })).matches(eventOf(chunkOf({ reasoning_content: 'so' })))).toBe(
      true,
    );
  });

  test.each([
    ['no text', chunkOf({ content: '' })],
    ['an escaped text', chunkOf({ content: 'a "quoted" word' })],
    ['a line feed', chunkOf({ content: '\n' })],
    ['another field', chunkOf({ reasoning_content: ' one' })],
    ['a second field', chunkOf({ content: ' one', role: 'assistant' })],
    ['another id', chunkOf({ content: ' one' }, { id: 'c2' })],
    ['a usage', chunkOf({ content: ' one' }, { usage: { prompt_tokens: 1 } })],
    ['an error', chunkOf({ content: ' one' }, { error: { message: 'x' } })],
    [
      'a stop reason',
      { ...ordinary, choices: [{ index: 0, delta: { content: ' one' }, logprobs: null, finish_reason: 'stop' }] },
    ],
    [
      'another choice',
      { ...ordinary, choices: [{ index: 1, delta: { content: ' one' }, logprobs: null, finish_reason: null }] },
    ],
  ])('does not recognise %s', (_what, chunk) => {
    expect(learn(ordinary).matches(eventOf(chunk))).toBe(false);
    expect(learn(padded).matches(eventOf({ ...chunk, obfuscation: 'zz' }))).toBe(false);
  });

  test('does not recognise two events at once, a cut one, or one with a broken end', () => {
    const template = learn(ordinary);
    const event = eventOf(ordinary);
    expect(template.matches(Buffer.concat([event, event]))).toBe(false);
    for (let length = 0; length < event.length; length++)
      expect(template.matches(event.subarray(0, length))).toBe(false);
    expect(template.matches(Buffer.from(event.toString().replace('null}', 'nul }')))).toBe(false);
  });

  test.each([
    ['a text that stands there twice', chunkOf({ content: 'a' }, { extra: { content: 'a' } })],
    ['tool calls', chunkOf({ tool_calls: [{ index: 0, function: { arguments: 'a' } }] })],
    [
      'two choices',
      {
        ...ordinary,
        choices: [
          { index: 0, delta: { content: 'a' } },
          { index: 1, delta: {} },
        ],
      },
    ],
    ['an escaped text', chunkOf({ content: 'tab\t' })],
    ['padding that is no text', chunkOf({ content: 'a' }, { obfuscation: 7 })],
  ])('is not learned from %s', (_what, chunk) => {
    expect(ChunkTemplate.learn(eventOf(chunk), chunk)).toBeNull();
  });

  test('changes nothing a watcher says or forwards, whatever the chunks hold', () => {
    const delta = fc.record(
      {
        content: fc.oneof(fc.string(), fc.constantFrom(' a', 'b', '"', '\\')),
        role: fc.constantFrom('assistant'),
        refusal: fc.constant(null),
      },
      { requiredKeys: [] },
    );
    const chunk = fc.record({
      delta,
      finish: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant('stop') }),
      obfuscation: fc.option(fc.string({ maxLength: 6 }), { nil: undefined }),
      usage: fc.oneof(
        { weight: 8, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constant({ prompt_tokens: 3, completion_tokens: 2 }) },
      ),
    });
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 3, maxLength: 12 }), (chunks) => {
        const stopsAt = chunks.findIndex(({ finish }) => finish !== null);
        const events = [
          eventOf(chunkOf({ role: 'assistant', content: '' })),
          ...chunks
            .slice(0, stopsAt === -1 ? chunks.length : stopsAt + 1)
            .map(({ delta, finish, obfuscation, usage }) =>
              eventOf({
                ...chunkOf(delta, { obfuscation, usage }),
                choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
              }),
            ),
        ];
        const learning = createStreamWatcher({ includeUsage: true });
        for (const event of events) {
          const { bytes, seen } = learning.watch(event);
          // A watcher that has just begun has no template: it parses.
          const fresh = createStreamWatcher({ includeUsage: true });
          fresh.watch(events[0] ?? Buffer.alloc(0));
          const parsed = fresh.watch(event);
          expect(seen & Seen.content).toBe(parsed.seen & Seen.content);
          expect(bytes.toString()).toBe(parsed.bytes.toString());
        }
      }),
    );
  });
});
