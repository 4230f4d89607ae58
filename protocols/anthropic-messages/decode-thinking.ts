import type { ReasoningEffort, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import { thinkingBudgets } from './encode-thinking.ts';
import type { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** What `thinking` and `output_config` say together: how much to think, and the form of the answer. */
export function decodeOutput(
  body: ObjectReader,
  unknown: UnknownFields,
): { reasoningEffort?: ReasoningEffort; responseFormat?: ResponseFormat } {
  const output = body.optionalObject('output_config');
  const effort = output === undefined ? undefined : decodeEffort(output);
  // Where the format's field stood before it had a name of its own.
  const earlier = decodeFormat(body, 'output_format', unknown);
  const responseFormat = (output === undefined ? undefined : decodeFormat(output, 'format', unknown)) ?? earlier;
  if (output !== undefined) unknown.addRest(output);
  const reasoningEffort = decodeThinking(body, effort, unknown);
  return {
    ...(reasoningEffort !== undefined && { reasoningEffort }),
    ...(responseFormat !== undefined && { responseFormat }),
  };
}

function decodeEffort(output: ObjectReader): ReasoningEffort | undefined {
  const word = output.optionalString('effort');
  if (word === undefined) return undefined;
  const effort = efforts.find((known) => known === word);
  if (effort === undefined) throw output.problem('effort', `must be one of ${efforts.join(', ')}`);
  return effort;
}

/** The format has no name for a schema; the neutral model wants one. */
function decodeFormat(parent: ObjectReader, key: string, unknown: UnknownFields): ResponseFormat | undefined {
  const format = parent.optionalObject(key);
  if (format === undefined) return undefined;
  if (format.string('type') !== 'json_schema') throw format.problem('type', "must be 'json_schema'");
  const schema = format.object('schema').whole();
  unknown.addRest(format);
  return { type: 'json-schema', name: 'answer', schema, strict: true };
}

function decodeThinking(
  body: ObjectReader,
  effort: ReasoningEffort | undefined,
  unknown: UnknownFields,
): ReasoningEffort | undefined {
  const thinking = body.optionalObject('thinking');
  if (thinking === undefined) return effort;
  const display = thinking.take('display') ?? 'summarized';
  // Summaries are what every encoder asks for by itself.
  if (display !== 'summarized') unknown.add(thinking.pathOf('display'), display);
  const asked = decodeThinkingType(thinking, effort);
  unknown.addRest(thinking);
  return asked;
}

function decodeThinkingType(thinking: ObjectReader, effort: ReasoningEffort | undefined): ReasoningEffort {
  switch (thinking.string('type')) {
    case 'disabled':
    case 'between_tools':
      return 'none';
    case 'adaptive':
      return effort ?? 'high';
    case 'enabled': {
      const budget = thinking.count('budget_tokens');
      if (budget < 1024) throw thinking.problem('budget_tokens', 'must be at least 1024');
      return effort ?? efforts.find((known) => thinkingBudgets[known] >= budget) ?? 'max';
    }
    default:
      throw thinking.problem('type', 'must be adaptive, enabled, disabled or between_tools');
  }
}
