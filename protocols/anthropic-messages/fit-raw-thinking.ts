import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import { decodeOutput } from './decode-thinking.ts';
import { encodeThinking, type ThinkingSituation, unprovenToolTurn } from './encode-thinking.ts';
import { hasUnprovenToolTurn } from './has-unproven-tool-turn.ts';
import { ObjectReader } from './object-reader.ts';
import { UnknownFields } from './unknown-fields.ts';

/** From the least to the most. */
const efforts: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What `thinking` and `output_config` must say instead, where the model is known to refuse what they say. */
export function fitRawThinking(
  body: JsonObject,
  capabilities: ModelCapabilities,
  situation: ThinkingSituation,
  notes: RequestNotes,
): ReadonlyMap<string, unknown> {
  const { thinking, output_config: output } = body;
  if (isJsonObject(thinking) && isRefused(thinking, capabilities)) {
    const { reasoningEffort } = decodeOutput(new ObjectReader(body, ''), new UnknownFields());
    const encoded = encodeThinking(reasoningEffort, capabilities, situation, notes);
    const { display } = thinking;
    const keepsDisplay = encoded.thinking !== null && encoded.thinking.type !== 'disabled' && display !== undefined;
    if (encoded.thinking?.type !== thinking.type) {
      notes.changed(`thinking ${String(thinking.type)} → ${String(encoded.thinking?.type ?? "the model's own")}`);
    }
    return new Map([
      ['thinking', keepsDisplay ? { ...encoded.thinking, display } : (encoded.thinking ?? undefined)],
      ...withEffort(output, encoded.effort),
    ]);
  }
  const fitted = new Map<string, unknown>();
  if (isJsonObject(thinking) && thinking.type === 'enabled' && hasUnprovenToolTurn(situation.messages)) {
    fitted.set('thinking', undefined);
    notes.changed(`thinking left out: ${unprovenToolTurn}`);
  }
  const effort = isJsonObject(output) ? output.effort : undefined;
  if (typeof effort !== 'string' || capabilities.reasoningEfforts?.[effort] !== false) return fitted;
  const lower = efforts.slice(0, Math.max(efforts.indexOf(effort), 0)).findLast((one) => isOffered(one, capabilities));
  notes.changed(`output_config.effort ${effort} ${lower === undefined ? 'dropped' : `→ ${lower}`}`);
  return new Map([...fitted, ...withEffort(output, lower ?? null)]);
}

/** Only known refusals count. Models without sampling options have no thinking budget either. */
function isRefused({ type }: JsonObject, capabilities: ModelCapabilities): boolean {
  const { alwaysThinks, adaptiveThinking, reasoning, sampling } = capabilities;
  if (reasoning === false) return type !== 'disabled';
  switch (type) {
    case 'disabled':
      return alwaysThinks === true;
    case 'enabled':
      return alwaysThinks === true || (adaptiveThinking === true && sampling === false);
    case 'adaptive':
      return adaptiveThinking === false && alwaysThinks !== true;
    default:
      return false;
  }
}

function isOffered(effort: string, { reasoningEfforts }: ModelCapabilities): boolean {
  return reasoningEfforts?.[effort] !== false;
}

function withEffort(output: unknown, effort: string | null): [string, unknown][] {
  const { effort: asked, ...rest } = isJsonObject(output) ? output : {};
  if (effort === (asked ?? null)) return [];
  const fitted = effort === null ? rest : { ...rest, effort };
  return [['output_config', Object.keys(fitted).length === 0 ? undefined : fitted]];
}
