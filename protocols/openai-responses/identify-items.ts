import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { itemId } from './response-id.ts';

/** Types whose items have a status. */
const withStatus: ReadonlySet<string> = new Set([
  ...['message', 'function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output'],
]);

/**
 * Items as they are stored and listed: each with an id, messages in their long form. Ids that are there stay; the
 * same owner and place give the same id.
 * @param owner the response or conversation the items came in with.
 * @param from the place of the first of them.
 */
export function identifyItems(items: readonly JsonObject[], owner: string, from = 0): readonly JsonObject[] {
  return items.map((item, index) => {
    const type = typeof item.type === 'string' ? item.type : 'message';
    const id = typeof item.id === 'string' && item.id !== '' ? item.id : itemId(type, `${owner}_in`, from + index);
    return {
      ...item,
      id,
      type,
      ...(withStatus.has(type) ? { status: item.status ?? 'completed' } : {}),
      ...(type === 'message' ? { content: contentList(item) } : {}),
    };
  });
}

function contentList({ role, content }: JsonObject): unknown {
  if (typeof content !== 'string') return content;
  if (role === 'assistant') return [{ type: 'output_text', text: content, annotations: [], logprobs: [] }];
  return [{ type: 'input_text', text: content }];
}
