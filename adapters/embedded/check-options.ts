import type { ConversationRequest, OptionName } from '../../core/conversation/conversation-request.ts';
import { optionField } from '../../core/conversation/option-field.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';

/** Options that a model without chance and without tools takes, and that change nothing in its answer. */
const withoutEffect = [
  'temperature',
  'topP',
  'topK',
  'seed',
  'frequencyPenalty',
  'presencePenalty',
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
 * What the embedded model leaves out of a request, one clause each.
 * @throws UnsupportedOptions when something would change the answer and cannot be done, unless it is to be dropped.
 */
export function checkOptions(request: ConversationRequest, dropUnsupported: boolean): readonly string[] {
  const unsupported = unsupportedOptions(request);
  const fields = Object.keys(request.unknown ?? {});
  if (!dropUnsupported && (unsupported.length > 0 || fields.length > 0)) {
    const reason =
      unsupported.includes('toolChoice') || unsupported.includes('tools') ? 'the embedded model calls no tools' : null;
    throw new UnsupportedOptions(unsupported, fields, reason);
  }
  return [
    ...unsupported.map((name) => `${optionField(name)} dropped`),
    ...fields.map((name) => `${name} dropped`),
    ...withoutEffect.filter((name) => request[name] !== undefined).map((name) => `${optionField(name)} has no effect`),
    ...(request.tools?.length && !unsupported.includes('tools') ? ['tools have no effect'] : []),
  ];
}

function unsupportedOptions(request: ConversationRequest): readonly OptionName[] {
  const {
    choiceCount = 1,
    logprobs = false,
    topLogprobs = 0,
    logitBias = {},
    tools = [],
    toolChoice,
    responseFormat,
  } = request;
  const forcesTool =
    toolChoice?.type === 'required' ||
    toolChoice?.type === 'tool' ||
    (toolChoice?.type === 'allowed' && toolChoice.mode === 'required');
  const found: readonly (readonly [OptionName, boolean])[] = [
    ['choiceCount', choiceCount > 1],
    ['logprobs', logprobs],
    ['topLogprobs', topLogprobs > 0],
    ['logitBias', Object.keys(logitBias).length > 0],
    ['tools', tools.some(({ type }) => type === 'custom')],
    ['toolChoice', forcesTool],
    ['responseFormat', responseFormat?.type === 'json-schema'],
  ];
  return found.filter(([, isUnsupported]) => isUnsupported).map(([name]) => name);
}
