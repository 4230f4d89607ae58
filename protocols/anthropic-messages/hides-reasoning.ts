import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/**
 * Whether the client will not read what a model thought. As the format has it: thinking is asked for, and with an
 * `adaptive` setting its text is told on request only. @param thinking the request's own field, of any shape.
 */
export function hidesReasoning(thinking: unknown): boolean {
  if (!isJsonObject(thinking)) return true;
  const { type, display } = thinking;
  return type === 'enabled' ? display === 'omitted' : type !== 'adaptive' || display !== 'summarized';
}
