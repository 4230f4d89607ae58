import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { fitForFunctions } from '../../core/conversation/fit-for-functions.ts';
import type { EncodedRequest, EncodeOptions } from '../../core/ports/wire-codec.ts';
import { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';
import { CacheMarks } from './cache-marks.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeResponseFormat } from './encode-response-format.ts';
import { encodeSampling } from './encode-sampling.ts';
import { encodeThinking } from './encode-thinking.ts';
import { encodeTools } from './encode-tools.ts';
import { fitMaxTokens } from './fit-max-tokens.ts';
import { protocolName } from './protocol-name.ts';
import { refuseOptions } from './refuse-options.ts';
import { restoreFields } from './restore-fields.ts';

export function encodeRequest(asked: ConversationRequest, options: EncodeOptions): EncodedRequest {
  const { facts } = options;
  const { capabilities } = facts;
  const notes = new RequestNotes(options.dropUnsupported);
  const { request, changes } = fitForFunctions(asked, protocolName);
  for (const change of changes) notes.changed(change);
  const cacheMarks = new CacheMarks(capabilities.cacheBreakpoints !== false, notes);
  refuseOptions(request, notes);

  const tools = encodeTools(request, capabilities, notes, cacheMarks);
  const { system, messages } = encodeMessages(request.messages, { capabilities, notes, cacheMarks });
  const prefills = messages.at(-1)?.role === 'assistant';
  if (prefills && capabilities.prefill === false) {
    notes.refusedPart(request.messages.at(-1), 'this model does not continue an assistant message');
  }
  const maxTokens = fitMaxTokens(request.maxOutputTokens, facts, notes);
  const thinking = encodeThinking(
    request.reasoningEffort,
    capabilities,
    { maxTokens, forcesTool: tools.forced, prefills, messages },
    notes,
  );
  const { format, instruction } = encodeResponseFormat(request.responseFormat, capabilities, notes);
  const sampling = { takesSampling: capabilities.sampling !== false, thinks: thinking.on };
  const stop = encodeStop(request.stop, notes);
  if (instruction !== null) system.push(instruction);
  cacheMarks.apply();

  const body: Block = {
    model: facts.id,
    max_tokens: maxTokens,
    ...(system.length > 0 && { system }),
    messages,
    ...(tools.tools.length > 0 && { tools: tools.tools }),
    ...(tools.toolChoice !== null && { tool_choice: tools.toolChoice }),
    ...(thinking.thinking !== null && { thinking: thinking.thinking }),
    ...encodeOutputConfig(thinking.effort, format),
    ...encodeSampling(request, sampling, notes),
    ...(stop.length > 0 && { stop_sequences: stop }),
    ...(request.userId !== undefined && { metadata: { user_id: request.userId } }),
    ...(request.serviceTier === 'standard_only' && { service_tier: 'standard_only' }),
    ...(options.stream && { stream: true }),
  };
  restoreFields(body, request, notes);
  return { body, changes: notes.settle() };
}

function encodeOutputConfig(effort: string | null, format: Block | null): Block {
  if (effort === null && format === null) return {};
  return { output_config: { ...(effort !== null && { effort }), ...(format !== null && { format }) } };
}

function encodeStop(asked: readonly string[] | undefined, notes: RequestNotes): readonly string[] {
  const usable = (asked ?? []).filter((sequence) => sequence.trim() !== '');
  if (usable.length < (asked?.length ?? 0)) {
    notes.unsupported('stop', 'a stop sequence must hold more than white space');
  }
  return usable;
}
