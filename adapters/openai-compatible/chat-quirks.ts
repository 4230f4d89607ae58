import type { ProviderQuirks } from '../../config/provider-preset.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

export interface SuitedBody {
  /** The very same when nothing had to change. */
  readonly body: JsonObject;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}

/** A body as a provider with these quirks takes it. */
export function suitQuirks(body: JsonObject, quirks: ProviderQuirks): SuitedBody {
  const changes = new Set<string>();
  const suited: Record<string, unknown> = { ...body };
  if (quirks.outputLimitField !== undefined && suited.max_completion_tokens !== undefined) {
    suited[quirks.outputLimitField] ??= suited.max_completion_tokens;
    delete suited.max_completion_tokens;
    changes.add(`max_completion_tokens → ${quirks.outputLimitField}`);
  }
  if (quirks.store === false && suited.store !== undefined) {
    delete suited.store;
    changes.add('store dropped');
  }
  const { messages } = body;
  if (Array.isArray(messages) && (quirks.developerRole === false || quirks.textContent === true)) {
    suited.messages = messages.map((message: unknown) => suitMessage(message, quirks, changes));
  }
  return changes.size === 0 ? { body, changes: [] } : { body: suited, changes: [...changes] };
}

function suitMessage(message: unknown, quirks: ProviderQuirks, changes: Set<string>): unknown {
  if (!isJsonObject(message)) return message;
  let suited = message;
  if (quirks.developerRole === false && suited.role === 'developer') {
    suited = { ...suited, role: 'system' };
    changes.add('role developer → system');
  }
  const text = quirks.textContent === true ? joinedText(suited.content) : null;
  if (text !== null) {
    suited = { ...suited, content: text };
    changes.add('lists of texts joined');
  }
  return suited;
}

/** The texts of a list that holds nothing else, each on a line of its own; `null` for any other content. */
function joinedText(content: unknown): string | null {
  if (!Array.isArray(content) || content.length === 0) return null;
  const texts = content.map((part: unknown) => (isJsonObject(part) && part.type === 'text' ? part.text : null));
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : null;
}
