import { inPieces, type Refusal, scenarioOf, signature, type Words } from './scenario.ts';
import { describeImage, field, list, textOf, type Wire } from './wire.ts';

const input = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 8 };

const head = {
  id: 'msg_script',
  type: 'message',
  role: 'assistant',
  model: 'scripted-model',
  stop_sequence: null,
};

/** Anthropic Messages. */
export const messagesWire: Wire = {
  path: '/v1/messages',
  countPath: '/v1/messages/count_tokens',
  read(body) {
    const blocks = list(body.messages).flatMap((message) => list(field(message, 'content')));
    const results = blocks.filter((block) => field(block, 'type') === 'tool_result');
    const images = [...blocks, ...results.flatMap((block) => list(field(block, 'content')))];
    return {
      scenario: scenarioOf(body),
      toolNames: list(body.tools).map((tool) => String(field(tool, 'name'))),
      results: results.map((block) => textOf(field(block, 'content'))),
      images: images
        .filter((block) => field(block, 'type') === 'image')
        .map((block) => field(block, 'source'))
        .map((source) => describeImage(String(field(source, 'media_type')), String(field(source, 'data')))),
      hasSchema: field(field(body.output_config, 'format'), 'type') === 'json_schema',
      signatures: blocks.map((block) => field(block, 'signature')).filter((found) => typeof found === 'string'),
    };
  },
  whole(words) {
    const content = blocksOf(words).map(({ whole }) => whole);
    return { ...head, content, stop_reason: stopReasonOf(words), usage: { ...input, output_tokens: 7 } };
  },
  stream(words) {
    const message = { ...head, content: [], stop_reason: null, usage: { ...input, output_tokens: 1 } };
    const events = [event({ type: 'message_start', message }), event({ type: 'ping' })];
    blocksOf(words).forEach(({ start, deltas }, index) => {
      events.push(event({ type: 'content_block_start', index, content_block: start }));
      for (const delta of deltas) events.push(event({ type: 'content_block_delta', index, delta }));
      events.push(event({ type: 'content_block_stop', index }));
    });
    const delta = { stop_reason: stopReasonOf(words), stop_sequence: null };
    return {
      events: [
        ...events,
        event({ type: 'message_delta', delta, usage: { ...input, output_tokens: 7 } }),
        event({ type: 'message_stop' }),
      ],
      // The last block stays open.
      stallsAfter: events.length - 1,
    };
  },
  error,
  errorEvent: (refusal) => event(error(refusal)),
};

function error({ type, message }: Omit<Refusal, 'status'>) {
  return { type: 'error', error: { type, message } };
}

interface Block {
  readonly start: Readonly<Record<string, unknown>>;
  readonly deltas: readonly Readonly<Record<string, unknown>>[];
  readonly whole: Readonly<Record<string, unknown>>;
}

function blocksOf({ reasoning, text, calls = [] }: Words): Block[] {
  const blocks: Block[] = [];
  if (reasoning !== undefined) {
    blocks.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...inPieces(reasoning).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature },
      ],
      whole: { type: 'thinking', thinking: reasoning, signature },
    });
  }
  if (text !== undefined) {
    blocks.push({
      start: { type: 'text', text: '' },
      deltas: inPieces(text).map((piece) => ({ type: 'text_delta', text: piece })),
      whole: { type: 'text', text },
    });
  }
  calls.forEach(({ name, input: given }, index) => {
    const call = { type: 'tool_use', id: `toolu_script_${index}`, name };
    blocks.push({
      start: { ...call, input: {} },
      deltas: inPieces(JSON.stringify(given)).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      whole: { ...call, input: given },
    });
  });
  return blocks;
}

function event(data: { readonly type: string } & Readonly<Record<string, unknown>>): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stopReasonOf({ calls = [] }: Words): string {
  return calls.length > 0 ? 'tool_use' : 'end_turn';
}
