import type { ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { OutputConfig, OutputFormat } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

export interface OutputSettings {
  readonly textFormat: OutputFormat | null;
  /** What only words can ask of the model; joins the system prompt. */
  readonly instruction: string | null;
}

export function encodeOutput(format: ResponseFormat | undefined, { facts, changes }: EncodeContext): OutputSettings {
  if (format?.type === 'json-object') {
    // Converse has no JSON mode without a schema.
    changes.say('response_format json_object → instruction');
    return { textFormat: null, instruction: 'Answer with one JSON object and nothing else.' };
  }
  if (format?.type !== 'json-schema') return { textFormat: null, instruction: null };
  const schema = JSON.stringify(format.schema);
  if (facts.capabilities.structuredOutput === false) {
    const reason = 'the model has no structured output, and no forced tool can stand in for it';
    changes.refuse('responseFormat', reason, 'response_format json_schema → instruction');
    const instruction = `Answer with JSON that matches this JSON Schema, and nothing else:\n${schema}`;
    return { textFormat: null, instruction };
  }
  const description = format.description ? { description: format.description } : {};
  const jsonSchema = { schema, name: format.name, ...description };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } }, instruction: null };
}

/** `undefined` when there is nothing to configure. */
export function outputConfig(textFormat: OutputFormat | null, effort: string | undefined): OutputConfig | undefined {
  if (textFormat === null && effort === undefined) return undefined;
  return { ...(textFormat === null ? {} : { textFormat }), ...(effort === undefined ? {} : { effort }) };
}
