import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { RawRequest } from '../../core/ports/chat-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { RequestNotes } from '../request-notes/request-notes.ts';
import { betaHeader, fitBetas } from './beta-flags.ts';
import { fitMaxTokens } from './fit-max-tokens.ts';
import { fitRawMessages } from './fit-raw-messages.ts';
import { fitRawSystem } from './fit-raw-system.ts';
import { fitRawThinking } from './fit-raw-thinking.ts';

export interface RewriteOptions {
  /** The model's id at the provider. */
  readonly model: string;
  readonly facts: ModelFacts;
  /** `count`: the tokens are only counted, so that nothing of an answer is asked for. */
  readonly ask: 'stream' | 'whole' | 'count';
  readonly dropUnsupported: boolean;
  /** The beta flags the deployment takes, a `*` at the end for a family; `null` = the provider itself judges. */
  readonly allowedBetas: readonly string[] | null;
  /** Fields that the place of the model wants otherwise; `undefined` = not at all. Default none. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface RewrittenRequest {
  /** The client's very bytes when nothing had to change. */
  readonly bytes: Buffer;
  /** Headers beside the adapter's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}

/**
 * The client's own body for one model: only the model's name and what the model or the deployment is known to refuse
 * are rewritten; everything else goes as it came, understood or not.
 * @throws UnsupportedOptions when something is refused that may not be dropped.
 */
export function rewriteRaw({ body, bytes, headers = {} }: RawRequest, options: RewriteOptions): RewrittenRequest {
  const { model, ask } = options;
  const notes = new RequestNotes(options.dropUnsupported);
  const changed = new Map<string, unknown>();
  if (body.model !== model) changed.set('model', model);
  if (ask === 'stream' && body.stream !== true) changed.set('stream', true);
  if (ask !== 'stream' && body.stream === true) changed.set('stream', undefined);
  const betas = fitBetas(headers[betaHeader], options.allowedBetas, body, notes);
  for (const [field, value] of betas.changed) changed.set(field, value);
  for (const [field, value] of fitToModel(body, options, notes)) changed.set(field, value);
  const changes = notes.settle();
  for (const [field, value] of Object.entries(options.fields ?? {})) {
    if (body[field] === value) changed.delete(field);
    else changed.set(field, value);
  }
  return {
    bytes: changed.size === 0 ? bytes : toBytes(body, changed),
    headers: betas.header === '' ? {} : { [betaHeader]: betas.header },
    changes,
  };
}

/** The fields the model is known to refuse, with what they become; `undefined` = left out. */
function fitToModel(
  body: JsonObject,
  { facts, ask }: RewriteOptions,
  notes: RequestNotes,
): ReadonlyMap<string, unknown> {
  const { capabilities } = facts;
  const changed = new Map<string, unknown>();
  fitSampling(body, capabilities.sampling, changed, notes);
  const forcesTool = fitTools(body, facts, changed, notes);
  const sent: readonly unknown[] = Array.isArray(body.messages) ? body.messages : [];
  let messages = fitRawMessages(sent, notes);
  const system = capabilities.midConversationSystem === false ? fitRawSystem(body, messages, notes) : null;
  if (system !== null) {
    messages = system.messages;
    if (system.system !== body.system) changed.set('system', system.system);
  }
  if (messages !== sent) changed.set('messages', messages);
  const last = messages.at(-1);
  const prefills = isJsonObject(last) && last.role === 'assistant';
  if (prefills && capabilities.prefill === false) {
    const place = sent.findLastIndex((message) => isJsonObject(message) && message.role === 'assistant');
    notes.refusedPart(atPath(last, `messages.${place}`), 'this model does not continue an assistant message');
  }
  const asked = body.max_tokens ?? undefined;
  let maxTokens = typeof asked === 'number' ? asked : 0;
  if (ask !== 'count' && (asked === undefined || typeof asked === 'number')) {
    maxTokens = fitMaxTokens(asked, facts, notes);
    if (maxTokens !== asked) changed.set('max_tokens', maxTokens);
  }
  const situation = { maxTokens, forcesTool, prefills, messages };
  for (const [field, value] of fitRawThinking(body, capabilities, situation, notes)) changed.set(field, value);
  return changed;
}

function fitSampling(
  body: JsonObject,
  sampling: boolean | undefined,
  changed: Map<string, unknown>,
  notes: RequestNotes,
): void {
  if (sampling !== false) return;
  for (const field of ['temperature', 'top_p', 'top_k']) {
    const value = body[field];
    // The default of temperature, which these models take.
    if (value === undefined || value === null || (value === 1 && field === 'temperature')) continue;
    changed.set(field, undefined);
    notes.changed(`${field} dropped`);
  }
}

/** Returns whether a tool must be called. */
function fitTools(
  { tools, tool_choice: choice }: JsonObject,
  { capabilities }: ModelFacts,
  changed: Map<string, unknown>,
  notes: RequestNotes,
): boolean {
  if (capabilities.tools === false && Array.isArray(tools) && tools.length > 0) {
    changed.set('tools', undefined).set('tool_choice', undefined);
    notes.unsupported('tools', 'this model takes no tools');
    return false;
  }
  if (!isJsonObject(choice) || (choice.type !== 'any' && choice.type !== 'tool')) return false;
  if (capabilities.forcedToolChoice !== false && capabilities.alwaysThinks !== true) return true;
  const { disable_parallel_tool_use: single } = choice;
  changed.set('tool_choice', { type: 'auto', ...(single !== undefined && { disable_parallel_tool_use: single }) });
  notes.changed(`tool_choice ${choice.type} → auto`);
  return false;
}

function toBytes(body: JsonObject, changed: ReadonlyMap<string, unknown>): Buffer {
  const copy: Record<string, unknown> = { ...body };
  for (const [field, value] of changed) {
    if (value === undefined) delete copy[field];
    else copy[field] = value;
  }
  try {
    return Buffer.from(JSON.stringify(copy), 'utf8');
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(null, 'The request body is nested too deeply.');
    throw error;
  }
}
