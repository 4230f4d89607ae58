import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { AnswerContext, JsonObject } from '../../core/ports/wire-codec.ts';
import { responseId } from './response-id.ts';
import { encodeUsage } from './responses-usage.ts';

/** What changes of a response while it is made. */
export interface ResponseState {
  readonly status: 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';
  /** The provider's id of the answer. */
  readonly upstreamId: string | null;
  /** As the provider names it; empty = as the client asked for it. */
  readonly model: string;
  readonly output: readonly JsonObject[];
  readonly usage: Usage | null;
  readonly serviceTier?: string;
  /** Of an incomplete response: why. */
  readonly incompleteReason?: string | null;
  /** As `EndedStatus.native`. */
  readonly nativeReason?: string | undefined;
  /** Of a failed response: `code` and `message`. */
  readonly error?: JsonObject;
}

/** The whole resource: what was answered, and of the request what this format repeats, its defaults filled in. */
export function responseResource(state: ResponseState, context: AnswerContext): JsonObject {
  const { echo } = context;
  const body = echo?.body ?? {};
  const hasEnded = state.status === 'completed' || state.status === 'incomplete';
  const reasoning = isJsonObject(body.reasoning) ? body.reasoning : {};
  const text = isJsonObject(body.text) ? body.text : {};
  return {
    id: responseId(context, state.upstreamId),
    object: 'response',
    created_at: context.createdAt,
    status: state.status,
    background: body.background ?? false,
    completed_at: hasEnded ? (echo?.completedAt?.() ?? null) : null,
    conversation: echo?.conversationId === undefined ? null : { id: echo.conversationId },
    error: state.error ?? null,
    incomplete_details: state.incompleteReason == null ? null : { reason: state.incompleteReason },
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    metadata: body.metadata ?? {},
    model: state.model || context.model,
    output: state.output,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: { ...reasoning, effort: reasoning.effort ?? null, summary: reasoning.summary ?? null },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: state.serviceTier ?? tierOf(body.service_tier),
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { ...text, format: text.format ?? { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: Array.isArray(body.tools) ? body.tools.map(echoTool) : [],
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    usage: state.usage === null ? null : encodeUsage(state.usage),
    user: body.user ?? null,
    access_programs: body.access_programs ?? null,
    ...(state.nativeReason === undefined ? {} : { native_finish_reason: state.nativeReason }),
  };
}

function tierOf(asked: unknown): unknown {
  return asked === undefined || asked === null || asked === 'auto' ? 'default' : asked;
}

/** Clients with strict types read these fields of every function. */
function echoTool(tool: unknown): unknown {
  if (!isJsonObject(tool) || tool.type !== 'function') return tool;
  return {
    ...tool,
    description: tool.description ?? null,
    parameters: tool.parameters ?? null,
    strict: tool.strict ?? null,
  };
}
