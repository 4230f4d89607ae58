import { inPieces, type Refusal, scenarioOf, type Words } from './scenario.ts';
import { describeImage, field, list, textOf, type Wire } from './wire.ts';

const usage = {
  prompt_tokens: 20,
  completion_tokens: 7,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 8 },
  completion_tokens_details: { reasoning_tokens: 3 },
};

const head = { id: 'chatcmpl-script', created: 1_700_000_000, model: 'scripted-model' };

/** Chat Completions. */
export const chatWire: Wire = {
  path: '/v1/chat/completions',
  read(body) {
    const messages = list(body.messages);
    const parts = messages.flatMap((message) => list(field(message, 'content')));
    return {
      scenario: scenarioOf(body),
      toolNames: list(body.tools).map((tool) => String(field(field(tool, 'function'), 'name'))),
      results: messages
        .filter((message) => field(message, 'role') === 'tool')
        .map((message) => textOf(field(message, 'content'))),
      images: parts.flatMap((part) => {
        const url = String(field(field(part, 'image_url'), 'url') ?? '');
        const found = /^data:([^;]+);base64,(.*)$/s.exec(url);
        return found ? [describeImage(found[1] ?? '', found[2] ?? '')] : [];
      }),
      hasSchema: field(body.response_format, 'type') === 'json_schema',
      signatures: [],
    };
  },
  whole(words) {
    const { reasoning, text } = words;
    const calls = callsOf(words);
    const message = {
      role: 'assistant',
      content: text ?? null,
      refusal: null,
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(({ index: _, ...call }) => call) }),
    };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(words) }];
    return { ...head, object: 'chat.completion', choices, usage };
  },
  stream(words) {
    const { reasoning = '', text = '' } = words;
    const contents = [
      { role: 'assistant', content: '' },
      ...inPieces(reasoning).map((piece) => ({ reasoning_content: piece })),
      ...inPieces(text).map((content) => ({ content })),
      ...callsOf(words).flatMap(({ index, function: { name, arguments: input }, ...call }) => [
        { tool_calls: [{ index, ...call, function: { name, arguments: '' } }] },
        ...inPieces(input).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
    ].map((delta) => chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null }], usage: null }));
    const stop = [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReasonOf(words) }];
    return {
      events: [...contents, chunk({ choices: stop, usage: null }), chunk({ choices: [], usage }), 'data: [DONE]\n\n'],
      stallsAfter: contents.length,
    };
  },
  error,
  errorEvent: (refusal) => `data: ${JSON.stringify(error(refusal))}\n\n`,
};

function error({ type, message, code }: Omit<Refusal, 'status'>) {
  return { error: { message, type, param: null, code: code ?? null } };
}

function callsOf({ calls = [] }: Words) {
  return calls.map(({ name, input }, index) => ({
    index,
    id: `call_script_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
}

function chunk(fields: Readonly<Record<string, unknown>>): string {
  return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...fields })}\n\n`;
}

function finishReasonOf({ calls = [] }: Words): string {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}
