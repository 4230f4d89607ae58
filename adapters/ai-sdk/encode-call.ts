import type {
  ConversationRequest,
  OptionName,
  Tool,
  ToolChoice,
} from '../../core/conversation/conversation-request.ts';
import { fitForFunctions } from '../../core/conversation/fit-for-functions.ts';
import type { ModelCall } from '../../core/ports/chat-model.ts';
import { RequestChanges } from '../../protocols/bedrock-converse/request-changes.ts';
import { encodePrompt } from './encode-prompt.ts';
import type { CallOptions, PromptTool } from './language-model.ts';
import { protocol } from './protocol.ts';

export interface EncodedCall {
  readonly options: CallOptions;
  readonly changes: readonly string[];
}

/**
 * A conversation as packages of the AI SDK take it.
 * @throws UnsupportedOptions when something has no equivalent and may not be dropped.
 */
export function encodeCall(call: ModelCall, providerOptions: CallOptions['providerOptions'] | null): EncodedCall {
  const { request, changes: fitted } = fitForFunctions(call.conversation(), protocol);
  const changes = new RequestChanges(call.dropUnsupported);
  for (const change of fitted) changes.say(change);
  refuseWithoutEquivalent(request, changes);
  const options: CallOptions = {
    prompt: encodePrompt(request.messages, changes),
    ...present('maxOutputTokens', request.maxOutputTokens),
    ...present('temperature', request.temperature),
    ...present('topP', request.topP),
    ...present('topK', request.topK),
    ...present('stopSequences', request.stop?.length ? [...request.stop] : undefined),
    ...present('seed', request.seed),
    ...present('frequencyPenalty', request.frequencyPenalty),
    ...present('presencePenalty', request.presencePenalty),
    ...present('reasoning', request.reasoningEffort),
    ...present('responseFormat', encodeFormat(request.responseFormat)),
    ...encodeTools(request.tools ?? [], request.toolChoice, changes),
    ...present('providerOptions', providerOptions ?? undefined),
    abortSignal: call.signal,
  };
  return { options, changes: changes.finish() };
}

function present<Key extends keyof CallOptions>(
  key: Key,
  value: CallOptions[Key] | undefined,
): Pick<CallOptions, Key> | object {
  return value === undefined ? {} : { [key]: value };
}

function refuseWithoutEquivalent(request: ConversationRequest, changes: RequestChanges): void {
  const asked: Partial<Record<OptionName, boolean>> = {
    logitBias: Object.keys(request.logitBias ?? {}).length > 0,
    logprobs: request.logprobs === true,
    topLogprobs: (request.topLogprobs ?? 0) > 0,
    choiceCount: (request.choiceCount ?? 1) > 1,
    parallelToolCalls: request.parallelToolCalls === false && (request.tools ?? []).length > 0,
    verbosity: (request.verbosity ?? 'medium') !== 'medium',
  };
  for (const [option, isAsked] of Object.entries(asked)) if (isAsked) changes.refuse(option as OptionName);
  for (const name of Object.keys(request.unknown ?? {})) changes.refuseField(name);
  // These never change an answer, so nobody is refused for them.
  if (request.store === true) changes.say('store dropped');
  if (request.promptCacheKey !== undefined) changes.say('prompt_cache_key dropped');
  if (request.userId !== undefined) changes.say('user dropped');
  if (request.metadata !== undefined) changes.say('metadata dropped');
  if (!['default', 'auto', undefined].includes(request.serviceTier)) changes.say('service_tier dropped');
}

function encodeFormat(format: ConversationRequest['responseFormat']): CallOptions['responseFormat'] {
  if (format?.type === 'json-object') return { type: 'json' };
  if (format?.type !== 'json-schema') return undefined;
  const { schema, name, description } = format;
  return { type: 'json', schema, name, ...(description === undefined ? {} : { description }) };
}

function encodeTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  changes: RequestChanges,
): Pick<CallOptions, 'tools' | 'toolChoice'> {
  const offered = choice?.type === 'allowed' ? tools.filter(({ name }) => choice.names.includes(name)) : tools;
  const encoded = offered.flatMap((tool): PromptTool[] => {
    if (tool.type === 'custom') return [];
    if (tool.cacheBreakpoint !== undefined) changes.say('cache breakpoints dropped');
    const { name, description, parameters, strict } = tool;
    return [
      {
        type: 'function',
        name,
        inputSchema: { type: 'object', properties: {}, ...parameters },
        ...(description === undefined ? {} : { description }),
        ...(strict === undefined ? {} : { strict }),
      },
    ];
  });
  if (encoded.length === 0) return {};
  const toolChoice = encodeChoice(choice);
  return { tools: encoded, ...(toolChoice === undefined ? {} : { toolChoice }) };
}

function encodeChoice(choice: ToolChoice | undefined): CallOptions['toolChoice'] {
  if (choice === undefined) return undefined;
  if (choice.type === 'tool') return { type: 'tool', toolName: choice.name };
  return { type: choice.type === 'allowed' ? choice.mode : choice.type };
}
