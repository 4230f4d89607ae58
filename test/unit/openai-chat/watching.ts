import { createStreamWatcher, type StreamWatcherOptions } from '../../../protocols/openai-chat/stream-watcher.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';

export const done = 'data: [DONE]\n\n';
export const event = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`;
export const choice = (delta: object, finish_reason: string | null = null, index = 0) => ({
  index,
  delta,
  finish_reason,
});
export const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  id: 'a',
  choices: [choice(delta, finish_reason)],
  ...more,
});
export const begin = chunk({ role: 'assistant', content: 'x' });
export const stop = chunk({}, 'stop');
export const report = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
export const usage = { freshInput: 3, cacheRead: 0, cacheWrite: {}, output: 2, reasoning: null };

/** Sends a stream through in the given pieces and gathers what the client gets and what was seen. */
export function pass(pieces: readonly (string | Buffer)[], options: Partial<StreamWatcherOptions> = {}) {
  const framer = new EventFramer();
  const watcher = createStreamWatcher({ includeUsage: false, ...options });
  let text = '';
  let seen = 0;
  for (const piece of pieces) {
    const whole = framer.push(Buffer.from(piece));
    if (!whole) continue;
    const watched = watcher.watch(whole);
    text += watched.bytes.toString();
    seen |= watched.seen;
  }
  const tail = watcher.end();
  return { text, tail, seen, stopReason: watcher.stopReason, usage: watcher.usage };
}

export const payloads = (text: string) =>
  readEvents(Buffer.from(text)).map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));
export const passChunks = (chunks: readonly unknown[], options?: Partial<StreamWatcherOptions>) => {
  const { text, tail } = pass(chunks.map(event), options);
  return payloads(text + tail);
};
