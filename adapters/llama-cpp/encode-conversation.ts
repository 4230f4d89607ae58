import type { ConversationRequest, OptionName } from '../../core/conversation/conversation-request.ts';
import { leaveOutAdvisory } from '../../core/conversation/leave-out-advisory.ts';
import type { Message } from '../../core/conversation/message.ts';
import { optionField } from '../../core/conversation/option-field.ts';
import type { Part } from '../../core/conversation/part.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { LlamaHistoryItem, LlamaSampling } from './llama-cpp-library.ts';

export interface EncodedConversation {
  /** Ends with the answer to be written, or with the beginning of it that the client gave. */
  readonly history: readonly LlamaHistoryItem[];
  readonly sampling: LlamaSampling;
  readonly changes: readonly string[];
}

/** What small models are told by their makers to be asked with, where the client says nothing. */
const defaultSampling = { temperature: 0.2, topP: 0.9 };

/** Options that change nothing in what such a model writes. */
const withoutEffect = [
  'reasoningEffort',
  'verbosity',
  'serviceTier',
  'metadata',
  'userId',
  'promptCacheKey',
  'store',
  'parallelToolCalls',
] as const satisfies readonly OptionName[];

/**
 * A conversation as the library takes it.
 * @throws UnsupportedOptions for what it has no words for, unless that is to be dropped and said.
 */
export function encodeConversation(asked: ConversationRequest, dropUnsupported: boolean): EncodedConversation {
  const { request, changes: leftOut } = leaveOutAdvisory(asked, 'llama-cpp');
  const unread = new Set<string>();
  const history = request.messages.flatMap((message) => encodeMessage(message, unread));
  const options = unsupportedOptions(request);
  const fields = Object.keys(request.unknown ?? {});
  if (!dropUnsupported && (options.length > 0 || fields.length > 0 || unread.size > 0)) {
    const refused: OptionName[] = unread.size > 0 ? [...options, 'messages'] : [...options];
    throw new UnsupportedOptions(refused, fields, reasonOf(options, unread));
  }
  if (history.at(-1)?.type !== 'model') history.push({ type: 'model', response: [] });
  return {
    history,
    sampling: encodeSampling(request),
    changes: [
      ...leftOut,
      ...options.map((name) => `${optionField(name)} dropped`),
      ...fields.map((name) => `${name} dropped`),
      ...[...unread].map((what) => `${what} dropped`),
      ...withoutEffect
        .filter((name) => request[name] !== undefined)
        .map((name) => `${optionField(name)} has no effect`),
    ],
  };
}

function encodeMessage({ role, parts, name }: Message, unread: Set<string>): LlamaHistoryItem[] {
  if (name !== undefined) unread.add('names of speakers');
  const text = parts.map((part) => textOf(part, unread)).join('');
  if (role === 'assistant') return [{ type: 'model', response: text === '' ? [] : [text] }];
  if (role === 'tool') return [];
  return [{ type: role === 'user' ? 'user' : 'system', text }];
}

function textOf(part: Part, unread: Set<string>): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text;
    case 'reasoning':
      // What was thought before is no part of the prompt of the next turn.
      return '';
    case 'file':
      unread.add('files');
      return '';
    case 'opaque':
      unread.add('parts of another protocol');
      return '';
    default:
      unread.add('tool calls and their results');
      return '';
  }
}

function encodeSampling(request: ConversationRequest): LlamaSampling {
  const { temperature, topP, topK, seed, frequencyPenalty, presencePenalty, stop = [] } = request;
  const stops = stop.filter((sequence) => sequence !== '');
  return {
    temperature: temperature ?? defaultSampling.temperature,
    topP: topP ?? defaultSampling.topP,
    ...(topK === undefined ? {} : { topK }),
    ...(seed === undefined ? {} : { seed: seed >>> 0 }),
    ...(frequencyPenalty === undefined && presencePenalty === undefined
      ? {}
      : {
          repeatPenalty: {
            penalty: 1,
            frequencyPenalty: frequencyPenalty ?? 0,
            presencePenalty: presencePenalty ?? 0,
          },
        }),
    ...(stops.length === 0 ? {} : { customStopTriggers: stops }),
  };
}

function unsupportedOptions(request: ConversationRequest): readonly OptionName[] {
  const { choiceCount = 1, logprobs = false, topLogprobs = 0, logitBias = {}, tools = [], toolChoice } = request;
  const mayCall = tools.length > 0 && toolChoice?.type !== 'none';
  const found: readonly (readonly [OptionName, boolean])[] = [
    ['choiceCount', choiceCount > 1],
    ['logprobs', logprobs],
    ['topLogprobs', topLogprobs > 0],
    ['logitBias', Object.keys(logitBias).length > 0],
    ['tools', mayCall],
    ['toolChoice', mayCall && toolChoice !== undefined && toolChoice.type !== 'auto'],
  ];
  return found.filter(([, isUnsupported]) => isUnsupported).map(([name]) => name);
}

function reasonOf(options: readonly OptionName[], unread: ReadonlySet<string>): string | null {
  if (options.includes('tools')) return 'models that run here call no tools';
  return unread.size === 0 ? null : `models that run here read text only, no ${[...unread].join(', no ')}`;
}
