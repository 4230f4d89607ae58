import type { ConversationRequest, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { EncodedRequest, EncodeOptions, JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { RequestLosses } from '../openai-chat/request-losses.ts';
import { encodeInput } from './encode-input.ts';
import { encodeToolChoice, encodeTools, hostedPlace, withHostedTools } from './encode-tools.ts';
import { fitToModel } from './fit-to-model.ts';
import { protocol } from './protocol.ts';
import { fieldFates } from './request-fates.ts';

const encryptedReasoning = 'reasoning.encrypted_content';

/**
 * A neutral request as a Responses body for one model. Nothing is stored at the provider unless the request says so:
 * the gateway keeps the history itself, and gets reasoning encrypted so that it can be sent back.
 * @throws UnsupportedOptions when something has no equivalent and may not be dropped.
 */
export function encodeRequest(
  request: ConversationRequest,
  { facts, stream, dropUnsupported }: EncodeOptions,
): EncodedRequest {
  const losses = new RequestLosses(dropUnsupported);
  const kept = keptFields(request, losses);
  const cacheBreakpoints = facts.capabilities.cacheBreakpoints === true;
  const { instructions, input } = encodeInput(request.messages, { losses, cacheBreakpoints });
  const store = request.store ?? false;
  const body: JsonObject = {
    model: facts.id,
    ...(instructions === null ? {} : { instructions }),
    input,
    ...encodeOptions(request, losses),
    ...encodeToolFields(request, kept, losses),
    ...ownFields(kept),
    ...encodeText(request),
    ...encodeReasoning(request, kept),
    ...encodeInclude(request, kept, store, facts),
    store,
    ...(stream ? { stream: true } : {}),
  };
  const fitted = fitToModel(body, facts, losses);
  return { body: fitted, changes: losses.settle() };
}

/** What the request says in this format's own words. */
function keptFields(request: ConversationRequest, losses: RequestLosses): Readonly<Record<string, unknown>> {
  const { unknown = {}, advisory } = request;
  const isOwn = advisory?.protocol === protocol;
  if (advisory !== undefined && !isOwn) {
    for (const name of Object.keys(advisory.fields)) losses.changed(`${name} dropped`);
  }
  const kept: [string, unknown][] = Object.entries(isOwn ? advisory.fields : {});
  for (const [name, value] of Object.entries(unknown)) {
    if (isOwnField(name, value)) kept.push([name, value]);
    else losses.field(name);
  }
  // Places of hosted tools, in their order.
  return Object.fromEntries(kept.sort(([a], [b]) => placeOf(a) - placeOf(b)));
}

/** Another protocol may use a name of this one's for something else. */
function isOwnField(name: string, value: unknown): boolean {
  if (name === 'context_management') return Array.isArray(value);
  return (
    hostedPlace.test(name) || /^reasoning\.\w+$/.test(name) || name === 'tool_choice' || fieldFates[name] === 'refused'
  );
}

function placeOf(name: string): number {
  const [, place] = hostedPlace.exec(name) ?? [];
  return place === undefined ? -1 : Number(place);
}

function ownFields(kept: Readonly<Record<string, unknown>>): JsonObject {
  const fields = Object.entries(kept).filter(([name]) => {
    const fate = fieldFates[name];
    return name !== 'include' && (fate === 'advisory' || fate === 'refused');
  });
  return Object.fromEntries(fields);
}

function encodeOptions(request: ConversationRequest, losses: RequestLosses): JsonObject {
  const { maxOutputTokens, temperature, topP, serviceTier, metadata, userId, promptCacheKey } = request;
  if ((request.stop?.length ?? 0) > 0) losses.option('stop');
  for (const option of ['topK', 'seed', 'logitBias'] as const) if (request[option] !== undefined) losses.option(option);
  for (const option of ['frequencyPenalty', 'presencePenalty'] as const)
    if ((request[option] ?? 0) !== 0) losses.option(option);
  // A neutral answer holds one choice, without probabilities: asking for more would be paid for and lost.
  if ((request.choiceCount ?? 1) > 1) losses.option('choiceCount');
  if (request.logprobs === true) losses.option('logprobs');
  if ((request.topLogprobs ?? 0) > 0) losses.option('topLogprobs');
  return {
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
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

function encodeText({ responseFormat, verbosity }: ConversationRequest): JsonObject {
  if (responseFormat === undefined && verbosity === undefined) return {};
  const format = responseFormat === undefined ? {} : { format: encodeFormat(responseFormat) };
  return { text: { ...format, ...(verbosity === undefined ? {} : { verbosity }) } };
}

function encodeFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return { type: 'text' };
  return format.type === 'json-object' ? { type: 'json_object' } : { ...format, type: 'json_schema' };
}

function encodeReasoning(
  { reasoningEffort }: ConversationRequest,
  kept: Readonly<Record<string, unknown>>,
): JsonObject {
  const own = Object.entries(kept).flatMap(([name, value]) =>
    name.startsWith('reasoning.') ? [[name.slice('reasoning.'.length), value]] : [],
  );
  const reasoning: JsonObject = {
    ...(reasoningEffort === undefined ? {} : { effort: reasoningEffort }),
    ...Object.fromEntries(own),
  };
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
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
  const include = [...wishes, ...needed];
  return include.length === 0 ? {} : { include };
}
