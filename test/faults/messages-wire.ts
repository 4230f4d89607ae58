import type { ProviderWire } from './provider-wire.ts';
import { inPieces, type Piece, type Reply } from './reply.ts';

const inputUsage = { input_tokens: 11, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** Anthropic Messages. */
export const messagesWire: ProviderWire = {
  name: 'anthropic-messages',
  stream(reply, id, characters) {
    const pieces: Piece[] = [{ kind: 'start', bytes: event({ type: 'message_start', message: message(id) }) }];
    const add = (kind: Piece['kind'], data: Record<string, unknown> & { type: string }): void => {
      pieces.push({ kind, bytes: event(data) });
    };
    blocksOf(reply, id).forEach(({ block, deltas }, index) => {
      add('start', { type: 'content_block_start', index, content_block: block });
      if (index === 0) add('start', { type: 'ping' });
      for (const { text, write } of deltas) {
        for (const piece of inPieces(text, characters)) {
          add('content', { type: 'content_block_delta', index, delta: write(piece) });
        }
      }
      add('start', { type: 'content_block_stop', index });
    });
    const usage = { ...inputUsage, output_tokens: 5 };
    add('stop', { type: 'message_delta', delta: { stop_reason: stopReasonOf(reply), stop_sequence: null }, usage });
    add('end', { type: 'message_stop' });
    return pieces;
  },
  whole(reply, id) {
    const content = blocksOf(reply, id).map(({ whole }) => whole);
    const usage = { ...inputUsage, output_tokens: 5 };
    return JSON.stringify({ ...message(id), content, stop_reason: stopReasonOf(reply), usage });
  },
  error: ({ type, message: said }) => JSON.stringify({ type: 'error', error: { type, message: said } }),
  errorEvent: ({ type, message: said }) => event({ type: 'error', error: { type, message: said } }),
};

interface Block {
  readonly block: Record<string, unknown>;
  readonly deltas: readonly { readonly text: string; readonly write: (piece: string) => Record<string, unknown> }[];
  readonly whole: Record<string, unknown>;
}

function blocksOf({ reasoning, text, toolCalls = [] }: Reply, id: string): Block[] {
  const blocks: Block[] = [];
  if (reasoning !== undefined) {
    const write = (thinking: string) => ({ type: 'thinking_delta', thinking });
    blocks.push({
      block: { type: 'thinking', thinking: '', signature: '' },
      deltas: [{ text: reasoning, write }],
      whole: { type: 'thinking', thinking: reasoning, signature: 'c2lnbmVk' },
    });
  }
  if (text !== undefined) {
    blocks.push({
      block: { type: 'text', text: '', citations: null },
      deltas: [{ text, write: (piece) => ({ type: 'text_delta', text: piece }) }],
      whole: { type: 'text', text, citations: null },
    });
  }
  toolCalls.forEach(({ name, input }, index) => {
    const head = { type: 'tool_use', id: `toolu_${id}_${index}`, name };
    blocks.push({
      block: { ...head, input: {} },
      deltas: [{ text: input, write: (piece) => ({ type: 'input_json_delta', partial_json: piece }) }],
      whole: { ...head, input: JSON.parse(input) },
    });
  });
  return blocks;
}

function message(id: string): Record<string, unknown> {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'model-2026',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...inputUsage, output_tokens: 1 },
  };
}

function event(data: Record<string, unknown> & { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stopReasonOf({ toolCalls = [] }: Reply): string {
  return toolCalls.length > 0 ? 'tool_use' : 'end_turn';
}
