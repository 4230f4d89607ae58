import type { ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';

export interface EncodedResponseFormat {
  /** For `output_config`. */
  readonly format: Block | null;
  /** An instruction that stands in for a format the provider does not have. */
  readonly instruction: Block | null;
}

export function encodeResponseFormat(
  asked: ResponseFormat | undefined,
  capabilities: ModelCapabilities,
  notes: RequestNotes,
): EncodedResponseFormat {
  if (asked?.type === 'json-object') {
    notes.changed('response_format json_object → an instruction');
    return { format: null, instruction: { type: 'text', text: 'Answer with one JSON object and nothing else.' } };
  }
  if (asked?.type !== 'json-schema') return { format: null, instruction: null };
  if (capabilities.structuredOutput === false) {
    notes.unsupported('responseFormat', 'this model does not answer to a JSON Schema');
    return { format: null, instruction: null };
  }
  const described = asked.description === undefined || 'description' in asked.schema;
  const schema = described ? asked.schema : { description: asked.description, ...asked.schema };
  return { format: { type: 'json_schema', schema }, instruction: null };
}
