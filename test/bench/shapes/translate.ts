import type { ShapeNeutral } from './answer-shape.ts';
import { dataOf } from './watch-variants.ts';

interface Chunk {
  readonly id: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly choices: readonly {
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason: string | null;
  }[];
}

/** The neutral events of whole provider events. */
export function toNeutral(events: Buffer): readonly ShapeNeutral[] {
  const neutral: ShapeNeutral[] = [];
  for (const data of dataOf(events)) {
    if (data === '[DONE]') continue;
    const chunk = JSON.parse(data) as Chunk;
    const [choice] = chunk.choices;
    if (choice?.delta.role) neutral.push({ type: 'started', id: chunk.id });
    else if (choice?.delta.content) neutral.push({ type: 'delta', text: choice.delta.content });
    if (choice?.finish_reason) neutral.push({ type: 'stopped', reason: choice.finish_reason });
    if (chunk.usage) {
      neutral.push({ type: 'usage', input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens });
    }
  }
  return neutral;
}

/** The client's events. The client's format is the provider's own here, so that the same checks fit. */
export function fromNeutral(event: ShapeNeutral): string {
  switch (event.type) {
    case 'started':
      return toChunk({ role: 'assistant', content: '' }, null);
    case 'delta':
      return toChunk({ content: event.text }, null);
    case 'stopped':
      return toChunk({}, event.reason);
    case 'usage': {
      const usage = { prompt_tokens: event.input, completion_tokens: event.output };
      return `data: ${JSON.stringify({ ...head, choices: [], usage })}\n\n`;
    }
  }
}

export const endMarker = 'data: [DONE]\n\n';

const head = { id: 'chatcmpl-translated', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'bench' };

function toChunk(delta: object, finishReason: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ ...head, choices, usage: null })}\n\n`;
}
