import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { endsInQuestion, hasReply, isSaid, lastQuestion } from './talk-order.ts';
import type { Attachment, OfferedTool, Options, Said, Talk, Turn } from './talks.ts';

/** A talk as a client of Chat Completions writes it; made from public wire documentation. */
export function chatBody(talk: Talk): JsonObject {
  const messages: JsonObject[] = talk.system.map((said, index) => ({
    role: index === 0 ? 'system' : 'developer',
    content: texts([said]),
  }));
  for (const turn of talk.turns) messages.push(...turnMessages(turn));
  if (endsInQuestion(talk)) messages.push({ role: 'user', content: lastQuestion });
  return {
    model: 'm',
    messages,
    ...(talk.tools.length > 0 && { tools: talk.tools.map(tool) }),
    ...optionFields(talk.options, talk.tools),
  };
}

function turnMessages(turn: Turn): JsonObject[] {
  const { instruction, questions, name, calls } = turn;
  return [
    ...(instruction === null ? [] : [{ role: 'system', content: texts([instruction]) }]),
    ...questions.map((content, index) => ({
      role: 'user',
      content: content.flatMap(userPart),
      ...(name !== null && index === 0 && { name }),
    })),
    ...(hasReply(turn) ? reply(turn) : []),
    ...calls.map(({ id, result, mark }) => ({
      role: 'tool',
      tool_call_id: id,
      content: result.length === 0 ? '' : result.flatMap((part) => (isSaid(part) ? [text(part)] : userPart(part))),
      ...cacheControl(mark),
    })),
  ];
}

function reply({ thoughts, said, refusal, calls }: Turn): JsonObject[] {
  const thought = thoughts.map((one) => (one.kind === 'redacted' ? '' : one.text)).join('');
  if (said.length + calls.length === 0 && refusal === null && thought === '') return [];
  const spoken = [...said.map(text), ...(refusal === null ? [] : [{ type: 'refusal', refusal }])];
  return [
    {
      role: 'assistant',
      content: spoken.length === 0 ? null : spoken,
      ...(thought !== '' && { reasoning_content: thought }),
      ...(calls.length > 0 && {
        tool_calls: calls.map(({ id, name, input, isCustom }) =>
          isCustom
            ? { id, type: 'custom', custom: { name, input } }
            : { id, type: 'function', function: { name, arguments: input } },
        ),
      }),
    },
  ];
}

function texts(said: readonly Said[]): string | JsonObject[] {
  const [only] = said;
  return said.length === 1 && only?.mark === undefined ? (only?.text ?? '') : said.map(text);
}

function text(said: Said): JsonObject {
  const { mark } = said;
  if (mark === undefined) return { type: 'text', text: said.text };
  return {
    type: 'text',
    text: said.text,
    prompt_cache_breakpoint: { mode: 'explicit', ...(mark !== '' && { ttl: mark }) },
  };
}

function cacheControl(mark: string | undefined): JsonObject {
  return mark === undefined ? {} : { cache_control: { type: 'ephemeral', ...(mark !== '' && { ttl: mark }) } };
}

/** None for what the format has no word for. */
function userPart(part: Said | Attachment): JsonObject[] {
  if (isSaid(part)) return [text(part)];
  switch (part.kind) {
    case 'image': {
      const url = `data:${part.type};base64,${part.data}`;
      return [{ type: 'image_url', image_url: { url, ...(part.detail && { detail: part.detail }) } }];
    }
    case 'image-url':
      return [{ type: 'image_url', image_url: { url: part.url, ...(part.detail && { detail: part.detail }) } }];
    case 'document': {
      const file_data = `data:${part.type};base64,${part.data}`;
      return [{ type: 'file', file: { filename: part.filename, file_data } }];
    }
    case 'upload':
      return [{ type: 'file', file: { file_id: part.id } }];
    case 'sound':
      return [{ type: 'input_audio', input_audio: { data: part.data, format: part.format } }];
    case 'document-url':
      return [];
  }
}

function tool({ name, description, parameters, strict, mark, isCustom }: OfferedTool): JsonObject {
  const about = { name, ...(description !== undefined && { description }) };
  if (isCustom) return { type: 'custom', custom: about };
  const definition = { ...about, ...(parameters && { parameters }), ...(strict !== undefined && { strict }) };
  return { type: 'function', function: definition, ...cacheControl(mark) };
}

function optionFields(options: Options, tools: readonly OfferedTool[]): JsonObject {
  const { format } = options;
  const fields = {
    max_completion_tokens: options.limit,
    temperature: options.temperature,
    top_p: options.topP,
    top_k: options.topK,
    stop: options.stop,
    seed: options.seed,
    frequency_penalty: options.frequencyPenalty,
    presence_penalty: options.presencePenalty,
    logit_bias: options.logitBias,
    logprobs: options.logprobs,
    top_logprobs: options.logprobs && 2,
    n: options.choices,
    tool_choice: choice(options, tools),
    parallel_tool_calls: options.parallel,
    response_format:
      format === undefined
        ? undefined
        : typeof format === 'string'
          ? { type: format === 'text' ? 'text' : 'json_object' }
          : { type: 'json_schema', json_schema: format },
    reasoning_effort: options.effort,
    verbosity: options.verbosity,
    service_tier: options.tier,
    metadata: options.metadata,
    user: options.user,
    prompt_cache_key: options.cacheKey,
    store: options.store,
    prediction: options.odd && { type: 'content', content: 'x' },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function choice({ choice: wanted }: Options, tools: readonly OfferedTool[]): unknown {
  const [first] = tools;
  if (wanted === undefined) return undefined;
  if (first === undefined) return wanted === 'none' || wanted === 'auto' ? wanted : undefined;
  const kind = first.isCustom ? 'custom' : 'function';
  const named = { type: kind, [kind]: { name: first.name } };
  if (wanted === 'named') return named;
  if (!wanted.startsWith('allowed')) return wanted;
  return { type: 'allowed_tools', allowed_tools: { mode: wanted.slice('allowed-'.length), tools: [named] } };
}
