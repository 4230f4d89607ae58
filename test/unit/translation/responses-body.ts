import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { sealReasoning } from '../../../protocols/openai-responses/reasoning-envelope.ts';
import { endsInQuestion, isSaid, lastQuestion } from './talk-order.ts';
import type { Attachment, Call, OfferedTool, Options, Said, Talk, Thought, Turn } from './talks.ts';

/** A talk as a client of Responses writes it; made from public wire documentation. */
export function responsesBody(talk: Talk): JsonObject {
  const [instructions, ...rest] = talk.system;
  const input: JsonObject[] = rest.map((said) => ({ role: 'developer', content: [inputText(said)] }));
  for (const turn of talk.turns) input.push(...turnItems(turn));
  if (endsInQuestion(talk)) input.push({ type: 'message', role: 'user', content: lastQuestion });
  return {
    model: 'm',
    ...(instructions !== undefined && { instructions: instructions.text }),
    input,
    ...(talk.tools.length > 0 && { tools: talk.tools.map(offer) }),
    ...optionFields(talk.options, talk.tools),
  };
}

function turnItems({ instruction, questions, thoughts, said, refusal, calls }: Turn): JsonObject[] {
  const content = [
    ...said.map(({ text }) => ({ type: 'output_text', text, annotations: [] })),
    ...(refusal === null ? [] : [{ type: 'refusal', refusal }]),
  ];
  return [
    ...(instruction === null ? [] : [{ type: 'message', role: 'system', content: [inputText(instruction)] }]),
    ...questions.map((one) => ({ type: 'message', role: 'user', content: one.flatMap(part) })),
    ...thoughts.map(reasoning),
    ...(content.length > 0 ? [{ type: 'message', role: 'assistant', content }] : []),
    ...calls.map(({ id, name, input, isCustom }) =>
      isCustom
        ? { type: 'custom_tool_call', call_id: id, name, input }
        : { type: 'function_call', call_id: id, name, arguments: input === '' ? '{}' : input },
    ),
    ...calls.map(output),
  ];
}

/** As the gateway itself has handed it out, or as this format's provider has. */
function reasoning(thought: Thought, index: number): JsonObject {
  const item = { type: 'reasoning', id: `rs_${index}` };
  const summary = 'text' in thought ? [{ type: 'summary_text', text: thought.text }] : [];
  switch (thought.kind) {
    case 'plain':
      return { ...item, summary, encrypted_content: 'gAAAA' };
    case 'signed':
      return { ...item, summary, encrypted_content: sealReasoning({ signature: thought.signature }) };
    case 'redacted':
      return { ...item, summary, encrypted_content: sealReasoning({ redacted: thought.data }) };
    case 'gemini': {
      const opaque = { protocol: 'gemini', data: { thoughtSignature: thought.signature } };
      return { ...item, summary, encrypted_content: sealReasoning({ opaque }) };
    }
  }
}

function output({ id, result, isCustom }: Call): JsonObject {
  const parts = result.flatMap((one) => (isSaid(one) || one.kind !== 'sound' ? part(one) : []));
  return {
    type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: id,
    output: parts.length === 0 ? '' : parts,
  };
}

function inputText({ text, mark }: Said): JsonObject {
  if (mark === undefined) return { type: 'input_text', text };
  return { type: 'input_text', text, prompt_cache_breakpoint: { mode: 'explicit', ...(mark !== '' && { ttl: mark }) } };
}

function part(content: Said | Attachment): JsonObject[] {
  if (isSaid(content)) return [inputText(content)];
  switch (content.kind) {
    case 'image': {
      const image_url = `data:${content.type};base64,${content.data}`;
      return [{ type: 'input_image', image_url, detail: content.detail ?? 'auto' }];
    }
    case 'image-url':
      return [{ type: 'input_image', image_url: content.url, detail: content.detail ?? 'auto' }];
    case 'document': {
      const file_data = `data:${content.type};base64,${content.data}`;
      return [{ type: 'input_file', filename: content.filename, file_data }];
    }
    case 'document-url':
      return [{ type: 'input_file', file_url: content.url, detail: 'low' }];
    case 'upload':
      return [{ type: 'input_image', file_id: content.id, detail: 'low' }];
    case 'sound':
      return [{ type: 'input_audio', input_audio: { data: content.data, format: content.format } }];
  }
}

function offer({ name, description, parameters, strict, isCustom }: OfferedTool): JsonObject {
  const about = { name, ...(description !== undefined && { description }) };
  if (isCustom) return { type: 'custom', ...about };
  return { type: 'function', ...about, ...(parameters && { parameters }), ...(strict !== undefined && { strict }) };
}

function optionFields(options: Options, tools: readonly OfferedTool[]): JsonObject {
  const { format, verbosity } = options;
  const text = {
    ...(format !== undefined && {
      format:
        typeof format === 'string'
          ? { type: format === 'text' ? 'text' : 'json_object' }
          : { type: 'json_schema', ...format },
    }),
    ...(verbosity !== undefined && { verbosity }),
  };
  const fields = {
    max_output_tokens: options.limit,
    temperature: options.temperature,
    top_p: options.topP,
    include: options.logprobs && ['message.output_text.logprobs'],
    top_logprobs: options.logprobs && 2,
    tool_choice: choice(options, tools),
    parallel_tool_calls: options.parallel,
    text: Object.keys(text).length === 0 ? undefined : text,
    reasoning: options.effort === undefined ? undefined : { effort: options.effort },
    service_tier: options.tier,
    metadata: options.metadata,
    safety_identifier: options.user,
    prompt_cache_key: options.cacheKey,
    prompt: options.odd && { id: 'pmpt_1' },
    truncation: options.hint && 'auto',
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function choice({ choice: wanted }: Options, [first]: readonly OfferedTool[]): unknown {
  if (wanted === undefined) return undefined;
  if (first === undefined) return wanted === 'none' || wanted === 'auto' ? wanted : undefined;
  const named = { type: first.isCustom ? 'custom' : 'function', name: first.name };
  if (wanted === 'named') return named;
  if (!wanted.startsWith('allowed')) return wanted;
  return { type: 'allowed_tools', mode: wanted.slice('allowed-'.length), tools: [named] };
}
