import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { lowerEffort } from './lower-effort.ts';
import type { RequestLosses } from './request-losses.ts';

const samplingFields = ['temperature', 'top_p', 'top_k'] as const;
const toolFields = ['tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call'] as const;

/** Rewrites what the model is known to refuse. Gives back the very same body when nothing had to change. */
export function fitToModel(body: JsonObject, facts: ModelFacts, losses: RequestLosses): JsonObject {
  const changed = changesForModel(body, facts, losses);
  return changed.size === 0 ? body : replaceFields(body, changed);
}

/**
 * Fields that the model is known to refuse, with what takes their place (`undefined`: nothing), said in `losses`. Only
 * known refusals count: an unknown capability changes nothing.
 */
export function changesForModel(
  body: JsonObject,
  { capabilities }: ModelFacts,
  losses: RequestLosses,
): ReadonlyMap<string, unknown> {
  const changed = new Map<string, unknown>();
  if (capabilities.sampling === false) {
    for (const field of samplingFields) {
      const value = body[field];
      // 1 is the default of temperature and top_p, which these models take.
      if (value === undefined || value === null || (value === 1 && field !== 'top_k')) continue;
      changed.set(field, undefined);
      losses.changed(`${field} dropped`);
    }
  }
  if (capabilities.tools === false && hasTools(body)) {
    for (const field of toolFields) changed.set(field, undefined);
    losses.option('tools');
  } else if (capabilities.forcedToolChoice === false) {
    relaxToolChoice(body, changed, losses);
  }
  const effort = body.reasoning_effort;
  if (typeof effort === 'string' && capabilities.reasoningEfforts?.[effort] === false) {
    const lowered = lowerEffort(effort, capabilities.reasoningEfforts);
    changed.set('reasoning_effort', lowered);
    losses.changed(`reasoning_effort ${effort} ${lowered === undefined ? 'dropped' : `→ ${lowered}`}`);
  }
  return changed;
}

/** A shallow copy with some fields replaced; those replaced by `undefined` are left out. */
export function replaceFields(body: JsonObject, changed: ReadonlyMap<string, unknown>): JsonObject {
  const copy: Record<string, unknown> = { ...body };
  for (const [name, value] of changed) {
    if (value === undefined) delete copy[name];
    else copy[name] = value;
  }
  return copy;
}

function hasTools({ tools, functions }: JsonObject): boolean {
  return (Array.isArray(tools) && tools.length > 0) || (Array.isArray(functions) && functions.length > 0);
}

function relaxToolChoice(body: JsonObject, changed: Map<string, unknown>, losses: RequestLosses): void {
  const { tool_choice, function_call } = body;
  const relax = (field: string, from: string, to: unknown): void => {
    changed.set(field, to);
    losses.changed(`${field} ${from} → auto`);
  };
  if (tool_choice === 'required') relax('tool_choice', 'required', 'auto');
  if (isJsonObject(function_call)) relax('function_call', String(function_call.name), 'auto');
  if (!isJsonObject(tool_choice)) return;
  const { type, allowed_tools } = tool_choice;
  if (type === 'allowed_tools') {
    if (!isJsonObject(allowed_tools) || allowed_tools.mode !== 'required') return;
    const allowed = { ...allowed_tools, mode: 'auto' };
    relax('tool_choice', 'allowed_tools required', { ...tool_choice, allowed_tools: allowed });
    return;
  }
  const chosen = typeof type === 'string' ? tool_choice[type] : null;
  const name = isJsonObject(chosen) && typeof chosen.name === 'string' ? chosen.name : 'forced';
  relax('tool_choice', name, 'auto');
}
