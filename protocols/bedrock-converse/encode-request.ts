import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import { fitForFunctions } from '../../core/conversation/fit-for-functions.ts';
import type { EncodeOptions, JsonObject } from '../../core/ports/wire-codec.ts';
import { withAnswerTool } from './answer-tool.ts';
import type { ContentBlock, ConverseBody, ConverseMessage, JsonDocument } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeConversation } from './encode-conversation.ts';
import { encodeInference, outputLimit } from './encode-inference.ts';
import { encodeOutput, outputConfig } from './encode-output.ts';
import { encodeReasoning } from './encode-reasoning.ts';
import { encodeTools } from './encode-tools.ts';
import { modelFamily } from './model-family.ts';
import { refuseWithoutEquivalent } from './refuse-without-equivalent.ts';
import { RequestChanges } from './request-changes.ts';
import { requestMetadata } from './request-metadata.ts';
import { serviceTier } from './service-tier.ts';
import { settlePrefill } from './settle-prefill.ts';

export interface EncodedConverseRequest {
  /** Files and redacted reasoning are bytes in it. */
  readonly body: ConverseBody;
  readonly changes: readonly string[];
  /** The tool whose input is the answer, for the decoders of the answer; `null` where text is. */
  readonly answerTool: string | null;
}

/** What a conversation is for one model of Bedrock; `ProviderCodec.encodeRequest` says what is thrown. */
export function encodeRequest(given: ConversationRequest, options: EncodeOptions): EncodedConverseRequest {
  const changes = new RequestChanges(options.dropUnsupported);
  const context: EncodeContext = { facts: options.facts, family: modelFamily(options.facts), changes };
  const { request: asked, changes: leftOut } = fitForFunctions(given, 'bedrock-converse');
  for (const change of leftOut) changes.say(change);
  refuseWithoutEquivalent(asked, context);
  const { request, answerTool } = withAnswerTool(asked, context);
  const conversation = encodeConversation(request.messages, context);
  settlePrefill(conversation.messages, request.messages.at(-1), context);
  const tools = encodeTools(request, conversation.usedToolNames, context);
  const output = encodeOutput(request.responseFormat, context);
  const maxTokens = outputLimit(request, context);
  const reasoning = encodeReasoning(
    request.reasoningEffort,
    {
      maxTokens,
      maxTokensAsked: request.maxOutputTokens !== undefined,
      forcesTool: tools.forcesTool,
      toolTurnWithoutReasoning: endsInToolTurnWithoutReasoning(conversation.messages),
    },
    context,
  );
  const inference = encodeInference(request, maxTokens, reasoning, context);
  const instructions = [tools.instruction, output.instruction].filter((text) => text !== null);
  const system = [...conversation.system, ...instructions.map((text) => ({ text }))];
  const fields = { ...inference.fields, ...reasoning.fields, ...tools.fields };
  const body: ConverseBody = {
    ...(system.length === 0 ? {} : { system }),
    messages: conversation.messages,
    inferenceConfig: inference.config,
    ...present('toolConfig', tools.config ?? undefined),
    ...present('additionalModelRequestFields', Object.keys(fields).length === 0 ? undefined : asDocument(fields)),
    ...present('outputConfig', outputConfig(output.textFormat, reasoning.outputEffort)),
    ...present('requestMetadata', requestMetadata(request.metadata, context)),
    ...present('serviceTier', serviceTier(request.serviceTier, context)),
  };
  return { body, changes: changes.finish(), answerTool };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}

function asDocument(fields: JsonObject) {
  return fields as JsonDocument;
}

/** Whether the model is asked to go on after tool results whose calls came without any reasoning. */
function endsInToolTurnWithoutReasoning(messages: readonly ConverseMessage[]): boolean {
  const turns = messages.filter((message) => message.role !== 'system');
  const [calls, results] = [turns.at(-2), turns.at(-1)];
  if (!has(results, (block) => block.toolResult !== undefined)) return false;
  return !has(calls, (block) => block.reasoningContent !== undefined);
}

function has(message: ConverseMessage | undefined, test: (block: ContentBlock) => boolean): boolean {
  return message?.content.some(test) === true;
}
