import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';

/**
 * `capabilities` of a model; `null` when nothing is known. The format has no "unknown" below that: what nobody knows,
 * and what the gateway does not pass on, is not supported, so that clients do not count on it.
 * @param isForwarded whether requests reach the provider in this very format.
 */
export function encodeModelCapabilities(known: ModelCapabilities, isForwarded: boolean): JsonObject | null {
  if (Object.keys(known).length === 0) return null;
  const none = support(false);
  return {
    batch: none,
    // Dropped on the way to another format.
    citations: support(isForwarded && known.documents),
    code_execution: none,
    context_management: {
      ...none,
      clear_thinking_20251015: null,
      clear_tool_uses_20250919: null,
      compact_20260112: null,
    },
    effort: encodeEffort(known),
    image_input: support(known.images),
    pdf_input: support(known.documents),
    server_tools: { ...none, code_execution: none, web_search: none },
    structured_outputs: support(known.structuredOutput),
    thinking: encodeThinkingTypes(known),
  };
}

function encodeEffort({ reasoningEfforts = {}, adaptiveThinking }: ModelCapabilities): JsonObject {
  const { low, medium, high, xhigh, max } = reasoningEfforts;
  // Sources name the efforts that only some models have; the three others come with any.
  const takesAny = adaptiveThinking === true || Object.values(reasoningEfforts).includes(true);
  return {
    ...support(takesAny),
    low: support(low ?? takesAny),
    medium: support(medium ?? takesAny),
    high: support(high ?? takesAny),
    xhigh: xhigh === undefined ? null : support(xhigh),
    max: support(max),
  };
}

function encodeThinkingTypes(known: ModelCapabilities): JsonObject {
  const { adaptiveThinking, alwaysThinks, sampling, reasoningEfforts = {} } = known;
  const thinks = known.reasoning === true || adaptiveThinking === true || alwaysThinks === true;
  // Models without sampling options have no thinking budget either.
  const hasBudget = thinks && alwaysThinks !== true && !(adaptiveThinking === true && sampling === false);
  return {
    ...support(thinks),
    types: {
      adaptive: support(adaptiveThinking === true || alwaysThinks),
      between_tools: support(alwaysThinks === true && reasoningEfforts.none),
      disabled: support(alwaysThinks !== true),
      enabled: support(hasBudget),
    },
  };
}

function support(isSupported: boolean | undefined): { readonly supported: boolean } {
  return { supported: isSupported === true };
}
