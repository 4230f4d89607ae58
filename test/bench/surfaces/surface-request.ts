import { messages, type StreamOrder, toRequest } from '../bench-requests.ts';
import type { SurfaceProtocol } from '../load-order.ts';

export interface SurfaceRequest {
  readonly protocol: SurfaceProtocol;
  readonly model: string;
  readonly isStored: boolean;
  /** Makes its last message one of its own. */
  readonly number: number;
  /** Travels to the upstream in the user's name, which gateways pass on; `null` = not streamed. */
  readonly order: StreamOrder | null;
}

const limit = 400;
const temperature = 0.2;
const [instructions, ...turns] = messages;

/** The request of the other measurements, in any of the formats. */
export function surfaceRequest(request: SurfaceRequest): Buffer {
  const { protocol, model, isStored, number, order } = request;
  const last = turns.at(-1);
  const own = { role: 'user', content: `${last?.content} (${String(number).padStart(5, '0')})` };
  const said = [...turns.slice(0, -1), own];
  const user = order && `${order.pace}/${order.chunkCount}/${order.stream}`;
  const streamed = user === null ? {} : { stream: true, ...(protocol === 'messages' ? {} : { user }) };
  switch (protocol) {
    case 'chat': {
      const withUsage = user === null ? {} : { stream_options: { include_usage: true } };
      const body = { model, messages: [instructions, ...said], temperature, max_completion_tokens: limit };
      return toRequest({ ...body, ...streamed, ...withUsage });
    }
    case 'messages': {
      const metadata = user === null ? {} : { metadata: { user_id: user } };
      const body = { model, max_tokens: limit, system: instructions?.content, messages: said, temperature };
      return toRequest({ ...body, ...streamed, ...metadata }, '/v1/messages');
    }
    case 'responses': {
      const state = isStored ? {} : { store: false };
      const body = { model, instructions: instructions?.content, input: said, temperature, max_output_tokens: limit };
      return toRequest({ ...body, ...streamed, ...state }, '/v1/responses');
    }
  }
}
