import type { ConversationOptions, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { plainOptions } from '../openai-chat/plain-options.ts';
import {
  notOneOf,
  readArray,
  readBoolean,
  readCount,
  readInteger,
  readName,
  readObject,
  readOptional,
  readString,
} from '../openai-chat/read-field.ts';
import type { UnreadFields } from '../openai-chat/unread-fields.ts';
import { logprobsWish } from './logprobs-wish.ts';
import { reasoningFates } from './request-fates.ts';

/** What the body asks for besides input and tools. */
export function decodeOptions(body: JsonObject, unread: UnreadFields, advisory: UnreadFields): ConversationOptions {
  const options: { -readonly [K in keyof ConversationOptions]: ConversationOptions[K] } = {};
  const set = <K extends keyof ConversationOptions>(option: K, value: ConversationOptions[K] | undefined): void => {
    if (value !== undefined) options[option] = value;
  };
  set('maxOutputTokens', readOptional(body.max_output_tokens, 'max_output_tokens', readCount));
  set('temperature', readOptional(body.temperature, 'temperature', plainOptions.temperature));
  set('topP', readOptional(body.top_p, 'top_p', plainOptions.topP));
  set('serviceTier', readOptional(body.service_tier, 'service_tier', plainOptions.serviceTier));
  set('metadata', readOptional(body.metadata, 'metadata', plainOptions.metadata));
  set('promptCacheKey', readOptional(body.prompt_cache_key, 'prompt_cache_key', plainOptions.promptCacheKey));
  const userName = body.safety_identifier == null ? 'user' : 'safety_identifier';
  set('userId', readOptional(body[userName], userName, readString));
  const topLogprobs = readOptional(body.top_logprobs, 'top_logprobs', readInteger);
  if (topLogprobs !== undefined && topLogprobs > 0) set('topLogprobs', topLogprobs);
  // Other formats tell the likeliest only beside the token's own.
  if (asksForLogprobs(body.include, advisory) || (topLogprobs ?? 0) > 0) set('logprobs', true);
  decodeText(body, set, unread);
  decodeReasoning(body, set, unread, advisory);
  return options;
}

type Set = <K extends keyof ConversationOptions>(option: K, value: ConversationOptions[K] | undefined) => void;

/** Everything else that can be included is of hosted tools, or comes anyway. */
function asksForLogprobs(include: unknown, advisory: UnreadFields): boolean {
  const wishes = readOptional(include, 'include', readArray) ?? [];
  const names = wishes.map((wish, index) => readString(wish, `include[${index}]`));
  const others = names.filter((name) => name !== logprobsWish);
  if (others.length > 0) advisory.add('include', others);
  return others.length < names.length;
}

function decodeText(body: JsonObject, set: Set, unread: UnreadFields): void {
  const text = readOptional(body.text, 'text', readObject);
  if (!text) return;
  unread.addOthers(text, textFields, 'text');
  set('responseFormat', decodeFormat(text.format));
  set('verbosity', readOptional(text.verbosity, 'text.verbosity', plainOptions.verbosity));
}

const textFields: ReadonlySet<string> = new Set(['format', 'verbosity']);

function decodeFormat(value: unknown): ResponseFormat | undefined {
  const param = 'text.format';
  const format = readOptional(value, param, readObject);
  // Plain text is what comes anyway.
  if (!format || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json-object' };
  if (format.type !== 'json_schema')
    throw notOneOf(`${param}.type`, ['text', 'json_object', 'json_schema'], format.type);
  const description = readOptional(format.description, `${param}.description`, readString);
  const strict = readOptional(format.strict, `${param}.strict`, readBoolean);
  return {
    type: 'json-schema',
    name: readName(format.name, `${param}.name`),
    ...(description === undefined ? {} : { description }),
    schema: readObject(format.schema, `${param}.schema`),
    ...(strict === undefined ? {} : { strict }),
  };
}

function decodeReasoning(body: JsonObject, set: Set, unread: UnreadFields, advisory: UnreadFields): void {
  const reasoning = readOptional(body.reasoning, 'reasoning', readObject);
  if (!reasoning) return;
  set('reasoningEffort', readOptional(reasoning.effort, 'reasoning.effort', plainOptions.reasoningEffort));
  for (const [name, value] of Object.entries(reasoning)) {
    if (value === null || value === undefined || reasoningFates[name] === 'translated') continue;
    const fate = name === 'mode' && value === 'standard' ? 'advisory' : reasoningFates[name];
    (fate === 'advisory' ? advisory : unread).add(`reasoning.${name}`, value);
  }
}
