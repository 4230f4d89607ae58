import type { Behaviour } from './faulty-upstream.ts';

/** A chunk with one choice. */
export function chunk(delta: object, finishReason: string | null = null, index = 0): string {
  return event({ choices: [{ index, delta, finish_reason: finishReason }] });
}

export function event(fields: object): string {
  return `data: ${JSON.stringify({ id: 'up-x', object: 'chat.completion.chunk', created: 1, model: 'm', ...fields })}\n\n`;
}

export const done = 'data: [DONE]\n\n';

/** A stream of these bytes; each piece is sent for itself. The connection then ends cleanly. */
export function streamOf(...pieces: readonly string[]): Behaviour {
  return () => [
    { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
    ...pieces.flatMap((bytes, index) =>
      index === 0
        ? [{ do: 'send', bytes } as const]
        : [{ do: 'wait', ms: 20 } as const, { do: 'send', bytes } as const],
    ),
  ];
}
