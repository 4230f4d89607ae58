/**
 * How the upstream is to stream: `free` sends chunk after chunk, `lone` sends the next chunk when the client has
 * said that it got the last one, `held` sends the first event and then waits to be released.
 */
export type Pace = 'free' | 'lone' | 'held';

export interface StreamOrder {
  readonly pace: Pace;
  readonly chunkCount: number;
  /** Tells the streams of one measurement apart. */
  readonly stream: number;
}

/** What is asked, in a system prompt and three turns. */
export const messages = [
  {
    role: 'system',
    content: 'You are a helpful assistant. Answer briefly, in plain words, and say when you do not know.',
  },
  {
    role: 'user',
    content: 'What does a gateway between an application and its language models do for the application?',
  },
  { role: 'assistant', content: 'It gives one address for many models, and decides which one answers.' },
  { role: 'user', content: 'And what happens to a request when the model that should answer it is down for a while?' },
];

/** A request as it goes over the wire. */
export function toRequest(body: object, path = '/v1/chat/completions'): Buffer {
  const text = JSON.stringify(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer bench-key-000000\r\n` +
      `content-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

/**
 * A non-streamed chat request of about 700 bytes, as it goes over the wire.
 * @param number makes its last message one of its own.
 */
export function wholeAnswerRequest(model: string, number = 0): Buffer {
  const last = messages.at(-1);
  const own = { role: 'user', content: `${last?.content} (${String(number).padStart(5, '0')})` };
  return toRequest({ model, messages: [...messages.slice(0, -1), own], temperature: 0.2, max_completion_tokens: 400 });
}

/** A streamed chat request; the order to the upstream travels in `user`, which gateways pass on. */
export function streamRequest(model: string, order: StreamOrder): Buffer {
  const user = `${order.pace}/${order.chunkCount}/${order.stream}`;
  const options = { stream: true, stream_options: { include_usage: true } };
  return toRequest({ model, messages, temperature: 0.2, max_completion_tokens: 400, user, ...options });
}

/** Reads the order back from `user`. */
export function fromUser(user: string): StreamOrder {
  const [pace, chunkCount, stream] = user.split('/');
  if (pace !== 'free' && pace !== 'lone' && pace !== 'held') throw new Error(`unknown pace in user: ${user}`);
  return { pace, chunkCount: Number(chunkCount), stream: Number(stream) };
}
