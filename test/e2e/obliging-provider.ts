import { chatAnswer, chatChunk, chatStream, done, roleChunk, usageChunk } from '../support/chat-wire.ts';
import type { Script } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

interface AskedMessage {
  readonly role: string;
  readonly content: unknown;
}

interface Asked {
  readonly stream?: boolean;
  readonly messages: readonly AskedMessage[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly response_format?: { readonly type: string };
  readonly input?: readonly string[];
}

/** A provider that can do all that the scenarios ask for, but for what a fault takes from it. */
export function obligingProvider(fault: 'none' | 'forgets' | 'silent' | 'no-tools' = 'none'): Script {
  return (request) => {
    if (fault === 'silent') return { body: [{ stall: true }] };
    const asked: Asked = JSON.parse(request.body);
    if (request.path.endsWith('/embeddings')) return embeddings(asked.input ?? []);
    if (fault !== 'no-tools' && asked.tools?.length && asked.messages.at(-1)?.role === 'user') return toolCall(asked);
    const text = fault === 'forgets' ? 'I do not know.' : answerTo(asked);
    return asked.stream === true ? chatStream(...text.split(/(?<= )/)) : chatAnswer(text);
  };
}

function answerTo({ messages, response_format }: Asked): string {
  const last = messages.at(-1);
  if (last?.role === 'tool') return `It says: ${JSON.stringify(last.content)}`;
  const name = JSON.stringify(messages).includes('Alice') ? 'Alice' : 'unknown';
  return response_format?.type === 'json_schema' ? JSON.stringify({ name }) : `Your name is ${name}.`;
}

function toolCall({ stream, tools }: Asked): ScriptedAnswer {
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: tools?.[0]?.function.name, arguments: '{"city":"Paris"}' },
  };
  if (stream === true) {
    const deltas = [chatChunk({ tool_calls: [{ index: 0, ...call }] }), chatChunk({}, 'tool_calls')];
    return {
      headers: { 'content-type': 'text/event-stream' },
      body: [roleChunk, ...deltas, usageChunk, done].join(''),
    };
  }
  const answer = JSON.parse(String(chatAnswer('').body));
  const [choice] = answer.choices;
  const choices = [
    { ...choice, message: { ...choice.message, content: null, tool_calls: [call] }, finish_reason: 'tool_calls' },
  ];
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...answer, choices }) };
}

/** Cats here, everything else there. */
function embeddings(input: readonly string[]): ScriptedAnswer {
  const data = input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: /cat|kitten/i.test(text) ? [1, 0.1] : [0, 1],
  }));
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object: 'list', model: 'embedding', data, usage: { prompt_tokens: 9, total_tokens: 9 } }),
  };
}
