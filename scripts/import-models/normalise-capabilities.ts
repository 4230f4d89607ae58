import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import { flagOf, numberOf, type SourceRow, textOf } from './source-row.ts';

type Draft = { -readonly [Field in keyof ModelCapabilities]: ModelCapabilities[Field] };

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'max', 'xhigh'];

/** Flags that mean the same at every provider. */
const plainFlags = {
  sampling: 'supports_sampling_params',
  prefill: 'supports_assistant_prefill',
  tools: 'supports_function_calling',
  images: 'supports_vision',
  documents: 'supports_pdf_input',
  reasoning: 'supports_reasoning',
  adaptiveThinking: 'supports_adaptive_thinking',
  alwaysThinks: 'thinking_always_on',
  midConversationSystem: 'supports_mid_conversation_system',
  strictTools: 'bedrock_converse_supports_strict_tools',
} as const;

/** What a source row says of a model, and nothing it does not say. */
export function normaliseCapabilities(row: SourceRow, provider: string, id: string): ModelCapabilities {
  const draft: Draft = {};
  for (const [name, field] of Object.entries(plainFlags) as [keyof typeof plainFlags, string][]) {
    const flag = flagOf(row, field);
    if (flag !== undefined) draft[name] = flag;
  }
  const forced = forcedToolChoice(row);
  if (forced !== undefined) draft.forcedToolChoice = forced;
  const structured = structuredOutput(row, provider, id);
  if (structured !== undefined) draft.structuredOutput = structured;
  const breakpoints = cacheBreakpoints(row, provider, id);
  if (breakpoints !== undefined) draft.cacheBreakpoints = breakpoints;
  const minTokens = numberOf(row, 'prompt_cache_min_tokens');
  if (minTokens !== null) draft.promptCacheMinTokens = minTokens;
  const known = reasoningEfforts(row);
  if (Object.keys(known).length > 0) draft.reasoningEfforts = known;
  return sorted(draft);
}

/** Taking `tool_choice` at all does not mean a call can be forced; not taking it means that it cannot. */
function forcedToolChoice(row: SourceRow): boolean | undefined {
  return flagOf(row, 'supports_forced_tool_use') ?? (flagOf(row, 'supports_tool_choice') === false ? false : undefined);
}

/** For Claude and on Bedrock `supports_response_schema` may mean an imitation by a forced tool; only the native flag counts. */
function structuredOutput(row: SourceRow, provider: string, id: string): boolean | undefined {
  if (provider !== 'bedrock' && !id.includes('claude')) return flagOf(row, 'supports_response_schema');
  const native = flagOf(row, 'supports_native_structured_output');
  // Bedrock's own flag marks models that take it only at times: true is no promise, false is one.
  return native ?? (flagOf(row, 'supports_bedrock_native_structured_output') === false ? false : undefined);
}

function cacheBreakpoints(row: SourceRow, provider: string, id: string): boolean | undefined {
  // OpenAI's models cache by themselves on Bedrock, and Converse refuses a `cachePoint` for them.
  if (provider === 'bedrock' && id.includes('openai.')) return false;
  const explicit = flagOf(row, 'supports_prompt_cache_breakpoint');
  // Elsewhere "prompt caching" may be the automatic kind, which has no breakpoints.
  const marked = provider === 'anthropic' || provider === 'bedrock' || id.includes('claude');
  return explicit ?? (marked ? flagOf(row, 'supports_prompt_caching') : undefined);
}

function reasoningEfforts(row: SourceRow): Readonly<Record<string, boolean>> {
  const ceiling = efforts.indexOf(textOf(row, 'bedrock_output_config_effort_ceiling') ?? 'xhigh');
  const known: Record<string, boolean> = {};
  for (const [rank, effort] of efforts.entries()) {
    const flag = ceiling >= 0 && rank > ceiling ? false : flagOf(row, `supports_${effort}_reasoning_effort`);
    if (flag !== undefined) known[effort] = flag;
  }
  return known;
}

function sorted(draft: Draft): ModelCapabilities {
  return Object.fromEntries(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)));
}
