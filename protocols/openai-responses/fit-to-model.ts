import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { replaceFields } from '../openai-chat/fit-to-model.ts';
import { lowerEffort } from '../openai-chat/lower-effort.ts';
import type { RequestLosses } from '../openai-chat/request-losses.ts';

const samplingFields = ['temperature', 'top_p'] as const;
const toolFields = ['tools', 'tool_choice', 'parallel_tool_calls'] as const;

/**
 * Rewrites what the model is known to refuse, saying so in `losses`. Only known refusals count: an unknown
 * capability changes nothing. Gives back the very same body when nothing had to change.
 */
export function fitToModel(body: JsonObject, { capabilities }: ModelFacts, losses: RequestLosses): JsonObject {
  const changed = new Map<string, unknown>();
  if (capabilities.sampling === false) {
    for (const field of samplingFields) {
      const value = body[field];
      // 1 is the default, which these models take.
      if (value === undefined || value === null || value === 1) continue;
      changed.set(field, undefined);
      losses.changed(`${field} dropped`);
    }
  }
  if (capabilities.tools === false && Array.isArray(body.tools) && body.tools.length > 0) {
    for (const field of toolFields) changed.set(field, undefined);
    losses.option('tools');
  } else if (capabilities.forcedToolChoice === false) {
    relaxToolChoice(body.tool_choice, changed, losses);
  }
  const { reasoning } = body;
  const effort = isJsonObject(reasoning) ? reasoning.effort : null;
  if (isJsonObject(reasoning) && typeof effort === 'string' && capabilities.reasoningEfforts?.[effort] === false) {
    const lowered = lowerEffort(effort, capabilities.reasoningEfforts);
    const { effort: _, ...others } = reasoning;
    changed.set('reasoning', lowered === undefined ? others : { ...reasoning, effort: lowered });
    losses.changed(`reasoning.effort ${effort} ${lowered === undefined ? 'dropped' : `→ ${lowered}`}`);
  }
  return changed.size === 0 ? body : replaceFields(body, changed);
}

function relaxToolChoice(choice: unknown, changed: Map<string, unknown>, losses: RequestLosses): void {
  const relax = (from: string, to: unknown): void => {
    changed.set('tool_choice', to);
    losses.changed(`tool_choice ${from} → auto`);
  };
  if (choice === 'required') relax('required', 'auto');
  if (!isJsonObject(choice)) return;
  if (choice.type !== 'allowed_tools') relax(String(choice.name ?? choice.type), 'auto');
  else if (choice.mode === 'required') relax('allowed_tools required', { ...choice, mode: 'auto' });
}
