import type { ConversationRequest, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import { leaveOutAdvisory } from '../../core/conversation/leave-out-advisory.ts';
import type { EncodedRequest, EncodeOptions, JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { RequestLosses } from '../openai-chat/request-losses.ts';
import { splitShared } from '../openai-chat/shared-fields.ts';
import { encodeInput } from './encode-input.ts';
import { encodeToolChoice, encodeTools, hostedPlace, withHostedTools } from './encode-tools.ts';
import { fitReasoning } from './fit-reasoning.ts';
import { fitToModel } from './fit-to-model.ts';
import { logprobsWish } from './logprobs-wish.ts';
import { protocol } from './protocol.ts';

const encryptedReasoning = 'reasoning.encrypted_content';

/**
 * A neutral request as a Responses body for one model. Nothing is stored at the provider unless the request says so:
 * the gateway keeps the history itself, and gets reasoning encrypted so that it can be sent back.
 * @throws UnsupportedOptions when something has no equivalent and may not be dropped.
 */
export function encodeRequest(
  asked: ConversationRequest,
  { facts, stream, dropUnsupported, showsReasoning = false }: EncodeOptions,
): EncodedRequest {
  const losses = new RequestLosses(dropUnsupported);
  const { shared, others } = splitFields(asked);
  const { request, changes } = leaveOutAdvisory({ ...asked, advisory: others }, protocol);
  for (const change of changes) losses.changed(change);
  const kept = keptFields(request, shared, losses);
  const cacheBreakpoints = facts.capabilities.cacheBreakpoints === true;
  const { instructions, input } = encodeInput(request.messages, { losses, cacheBreakpoints });
  const store = request.store ?? false;
  const body: JsonObject = {
    model: facts.id,
    ...(instructions === null ? {} : { instructions }),
    input: fitReasoning(input, facts, losses),
    ...encodeOptions(request, losses),
    ...encodeToolFields(request, kept, losses),
    ...ownFields(kept),
    ...encodeText(request, kept),
    ...encodeReasoning(request, kept, showsReasoning && facts.capabilities.reasoning !== false),
    ...encodeInclude(request, kept, store, facts),
    store,
    ...(stream ? { stream: true } : {}),
  };
  const fitted = fitToModel(body, facts, losses);
  return { body: fitted, changes: losses.settle() };
}

/** Of another format's fields, those that this one has as well. */
function splitFields({ advisory = {}, fieldsProtocol }: ConversationRequest): ReturnType<typeof splitShared> {
  return fieldsProtocol === protocol ? { shared: {}, others: advisory } : splitShared(advisory);
}

/** What the request says in this format's own words. */
function keptFields(
  { unknown = {}, advisory = {}, fieldsProtocol }: ConversationRequest,
  shared: Readonly<Record<string, unknown>>,
  losses: RequestLosses,
): Readonly<Record<string, unknown>> {
  if (fieldsProtocol !== protocol) {
    for (const name of Object.keys(unknown)) losses.field(name);
    return shared;
  }
  const kept = Object.entries({ ...unknown, ...advisory });
  // Hosted tools in the order of their places.
  return Object.fromEntries(kept.sort(([a], [b]) => placeOf(a) - placeOf(b)));
}

function placeOf(name: string): number {
  const [, place] = hostedPlace.exec(name) ?? [];
  return place === undefined ? -1 : Number(place);
}

/** The whole fields among them; members of others go with these. */
function ownFields(kept: Readonly<Record<string, unknown>>): JsonObject {
  const fields = Object.entries(kept).filter(
    ([name]) => name !== 'include' && name !== 'tool_choice' && /^\w+$/.test(name),
  );
  return Object.fromEntries(fields);
}

function encodeOptions(request: ConversationRequest, losses: RequestLosses): JsonObject {
  const { maxOutputTokens, temperature, topP, topLogprobs, serviceTier, metadata, userId, promptCacheKey } = request;
  if ((request.stop?.length ?? 0) > 0) losses.option('stop');
  for (const option of ['topK', 'seed', 'logitBias'] as const) if (request[option] !== undefined) losses.option(option);
  for (const option of ['frequencyPenalty', 'presencePenalty'] as const)
    if ((request[option] ?? 0) !== 0) losses.option(option);
  // A neutral answer holds one choice: asking for more would be paid for and lost.
  if ((request.choiceCount ?? 1) > 1) losses.option('choiceCount');
  return {
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...((topLogprobs ?? 0) === 0 ? {} : { top_logprobs: topLogprobs }),
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(userId === undefined ? {} : { safety_identifier: userId }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: promptCacheKey }),
  };
}

function encodeToolFields(
  { tools = [], toolChoice, parallelToolCalls }: ConversationRequest,
  kept: Readonly<Record<string, unknown>>,
  losses: RequestLosses,
): JsonObject {
  const all = withHostedTools(encodeTools(tools, losses), kept);
  const choice = kept.tool_choice ?? (toolChoice === undefined ? undefined : encodeToolChoice(toolChoice, tools));
  const allowed = kept['tool_choice.tools'];
  const whole = typeof choice === 'object' && allowed !== undefined ? { ...choice, tools: allowed } : choice;
  return {
    ...(all.length === 0 ? {} : { tools: all }),
    ...(whole === undefined ? {} : { tool_choice: whole }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
  };
}

function encodeText(
  { responseFormat, verbosity }: ConversationRequest,
  kept: Readonly<Record<string, unknown>>,
): JsonObject {
  const text: JsonObject = {
    ...(responseFormat === undefined ? {} : { format: encodeFormat(responseFormat) }),
    ...(verbosity === undefined ? {} : { verbosity }),
    ...membersOf('text.', kept),
  };
  return Object.keys(text).length === 0 ? {} : { text };
}

function encodeFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return { type: 'text' };
  return format.type === 'json-object' ? { type: 'json_object' } : { ...format, type: 'json_schema' };
}

function encodeReasoning(
  { reasoningEffort }: ConversationRequest,
  kept: Readonly<Record<string, unknown>>,
  showsReasoning: boolean,
): JsonObject {
  const effort = reasoningEffort === undefined ? {} : { effort: reasoningEffort };
  const summary = showsReasoning && reasoningEffort !== 'none' ? { summary: 'auto' } : {};
  const reasoning: JsonObject = { ...effort, ...summary, ...membersOf('reasoning.', kept) };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}

function membersOf(prefix: string, kept: Readonly<Record<string, unknown>>): JsonObject {
  const members = Object.entries(kept).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(members.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Models that do not reason refuse to be asked for encrypted reasoning. */
function encodeInclude(
  request: ConversationRequest,
  kept: Readonly<Record<string, unknown>>,
  store: boolean,
  { capabilities }: ModelFacts,
): JsonObject {
  const wishes: unknown[] = Array.isArray(kept.include) ? kept.include : [];
  const reasons =
    capabilities.reasoning ?? (request.reasoningEffort !== undefined && request.reasoningEffort !== 'none');
  const needed = !store && reasons && !wishes.includes(encryptedReasoning) ? [encryptedReasoning] : [];
  const likely = request.logprobs === true && !wishes.includes(logprobsWish) ? [logprobsWish] : [];
  const include = [...wishes, ...likely, ...needed];
  return include.length === 0 ? {} : { include };
}
