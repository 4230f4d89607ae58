import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { endsInQuestion, isSaid, lastQuestion } from './talk-order.ts';
import type { Attachment, Call, OfferedTool, Options, Said, Talk, Thought, Turn } from './talks.ts';

/** A talk as a client of Messages writes it; made from public wire documentation. */
export function messagesBody(talk: Talk): JsonObject {
  const messages: JsonObject[] = [];
  /** The results of the last calls: the next message of the user begins with them. */
  let results: JsonObject[] = [];
  for (const turn of talk.turns) {
    for (const [index, question] of turn.questions.entries()) {
      messages.push({ role: 'user', content: [...results, ...question.flatMap(part)] });
      results = [];
      if (index === turn.questions.length - 1 && turn.instruction !== null)
        messages.push({ role: 'system', content: [text(turn.instruction)] });
    }
    const content = reply(turn);
    if (content.length > 0) messages.push({ role: 'assistant', content });
    results = turn.calls.map(result);
  }
  if (endsInQuestion(talk))
    messages.push({ role: 'user', content: [...results, { type: 'text', text: lastQuestion }] });
  else if (results.length > 0) messages.push({ role: 'user', content: results });
  const tools = talk.tools.filter((tool) => !tool.isCustom);
  return {
    model: 'm',
    max_tokens: talk.options.limit ?? 64,
    ...(talk.system.length > 0 && { system: talk.system.map(text) }),
    messages,
    ...(tools.length > 0 && { tools: tools.map(offer) }),
    ...optionFields(talk.options, tools),
  };
}

function reply({ thoughts, said, calls }: Turn): JsonObject[] {
  return [
    ...thoughts.flatMap(thinking),
    ...said.map(text),
    ...calls.map(({ id, name, input, mark }) => ({
      type: 'tool_use',
      id,
      name,
      input: inputOf(input),
      ...(input === '{}' && cacheControl(mark)),
    })),
  ];
}

function inputOf(input: string): unknown {
  return input === '' ? {} : JSON.parse(input);
}

function thinking(thought: Thought): JsonObject[] {
  switch (thought.kind) {
    case 'redacted':
      return [{ type: 'redacted_thinking', data: thought.data }];
    case 'gemini':
      return [];
    default:
      return [
        { type: 'thinking', thinking: thought.text, signature: thought.kind === 'signed' ? thought.signature : '' },
      ];
  }
}

function result({ id, result: content, failed, mark }: Call): JsonObject {
  const blocks = content.flatMap((one) => (isSaid(one) || one.kind !== 'upload' ? part(one) : []));
  return {
    type: 'tool_result',
    tool_use_id: id,
    ...(blocks.length > 0 && { content: blocks }),
    ...(failed && { is_error: true }),
    ...cacheControl(mark),
  };
}

function text(said: Said): JsonObject {
  return { type: 'text', text: said.text, ...cacheControl(said.mark) };
}

/** The format knows two times to live. */
function cacheControl(mark: string | undefined): JsonObject {
  if (mark === undefined) return {};
  return { cache_control: { type: 'ephemeral', ...((mark === '5m' || mark === '1h') && { ttl: mark }) } };
}

/** None for what the format has no word for. */
function part(content: Said | Attachment): JsonObject[] {
  if (isSaid(content)) return [text(content)];
  switch (content.kind) {
    case 'image':
      return [{ type: 'image', source: { type: 'base64', media_type: content.type, data: content.data } }];
    case 'image-url':
      return [{ type: 'image', source: { type: 'url', url: content.url } }];
    case 'document': {
      const isText = content.type === 'text/plain';
      const data = isText ? Buffer.from(content.data, 'base64').toString('utf8') : content.data;
      const source = { type: isText ? 'text' : 'base64', media_type: content.type, data };
      return [{ type: 'document', source, title: content.filename }];
    }
    case 'document-url':
      return [{ type: 'document', source: { type: 'url', url: content.url } }];
    case 'upload':
      return [{ type: 'document', source: { type: 'file', file_id: content.id } }];
    case 'sound':
      return [];
  }
}

function offer({ name, description, parameters, strict, mark }: OfferedTool): JsonObject {
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: parameters ?? { type: 'object', properties: {} },
    ...(strict !== undefined && { strict }),
    ...cacheControl(mark),
  };
}

function optionFields(options: Options, tools: readonly OfferedTool[]): JsonObject {
  const { format, effort, temperature } = options;
  const takesAll = effort !== undefined && effort !== 'none' && effort !== 'minimal';
  const outputConfig = {
    ...(takesAll && { effort }),
    ...(typeof format === 'object' && { format: { type: 'json_schema', schema: format.schema } }),
  };
  const fields = {
    temperature: temperature === undefined ? undefined : Math.min(1, temperature),
    top_p: options.topP,
    top_k: options.topK,
    stop_sequences: options.stop,
    tool_choice: choice(options, tools),
    thinking:
      effort === 'none' ? { type: 'disabled' } : takesAll ? { type: 'adaptive', display: 'summarized' } : undefined,
    output_config: Object.keys(outputConfig).length === 0 ? undefined : outputConfig,
    metadata: options.user === undefined ? undefined : { user_id: options.user },
    container: options.odd && 'c',
    context_management: options.hint && { edits: [] },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function choice({ choice: wanted, parallel }: Options, [first]: readonly OfferedTool[]): unknown {
  if (first === undefined || (wanted === undefined && parallel !== false)) return undefined;
  const single = parallel === false && wanted !== 'none' ? { disable_parallel_tool_use: true } : {};
  if (wanted === 'named') return { type: 'tool', name: first.name, ...single };
  const isForced = wanted === 'required' || wanted === 'allowed-required';
  return { type: wanted === 'none' ? 'none' : isForced ? 'any' : 'auto', ...single };
}
