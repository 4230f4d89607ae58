import type { ConversationOptions } from '../../core/conversation/conversation-request.ts';
import {
  type FieldReader,
  readBoolean,
  readCount,
  readInteger,
  readNumber,
  readOneOf,
  readRecord,
  readString,
} from './read-field.ts';

/** Options that are one field of the body, with the same value on the wire and in the neutral model. */
export type PlainOption = Exclude<
  keyof ConversationOptions,
  'maxOutputTokens' | 'stop' | 'toolChoice' | 'responseFormat' | 'userId'
>;

type Given<T> = { [K in keyof T]-?: NonNullable<T[K]> };

/** How each of them is read; its name on the wire is in `parameter-names.ts`. */
export const plainOptions: { readonly [K in PlainOption]: FieldReader<Given<ConversationOptions>[K]> } = {
  temperature: readNumber,
  topP: readNumber,
  topK: readInteger,
  seed: readInteger,
  frequencyPenalty: readNumber,
  presencePenalty: readNumber,
  logitBias: readRecord(readNumber),
  logprobs: readBoolean,
  topLogprobs: readInteger,
  choiceCount: readCount,
  parallelToolCalls: readBoolean,
  reasoningEffort: readOneOf(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']),
  verbosity: readOneOf(['low', 'medium', 'high']),
  serviceTier: readString,
  metadata: readRecord(readString),
  promptCacheKey: readString,
  store: readBoolean,
};

export const plainOptionNames = Object.keys(plainOptions) as PlainOption[];
