import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

interface OpenItem {
  readonly type: unknown;
  readonly id: unknown;
  readonly open: Map<unknown, { readonly type: unknown; text: string; isDone: boolean }>;
  input: string;
  isInputDone: boolean;
}

function object(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}

function demand(condition: boolean, what: string, event: JsonObject): void {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(event)}`);
}

/** A state machine that knows in which order the format's events may come. Throws at the first that may not. */
export function checkEventOrder(events: readonly JsonObject[]): void {
  const items = new Map<unknown, OpenItem>();
  const done = new Map<unknown, JsonObject>();
  // Wider than its first value: it changes inside the loop's function.
  const stream: { state: 'new' | 'created' | 'running' | 'ended' } = { state: 'new' };
  let responseId: unknown = null;
  events.forEach((event, number) => {
    demand(event.sequence_number === number, 'numbers do not rise by one from 0', event);
    demand(stream.state !== 'ended', 'an event after the end', event);
    const type = String(event.type);
    const item = items.get(event.output_index);
    const need = (itemType: string): OpenItem => {
      if (item === undefined) throw new Error(`of no open item: ${JSON.stringify(event)}`);
      demand(item.type === itemType, `of an item that is no ${itemType}`, event);
      demand(item.id === event.item_id, 'of another item id', event);
      return item;
    };
    const section = (key: unknown, kind: string, itemType: string) => {
      const open = need(itemType).open.get(key);
      if (open === undefined) throw new Error(`of no open part: ${JSON.stringify(event)}`);
      demand(open.type === kind, 'of a part of another type', event);
      return open;
    };
    if (stream.state === 'new') demand(type === 'response.created', 'does not begin with response.created', event);
    if (stream.state === 'created') demand(type === 'response.in_progress', 'no response.in_progress', event);
    switch (type) {
      case 'response.created':
        demand(stream.state === 'new', 'created twice', event);
        responseId = object(event.response).id;
        stream.state = 'created';
        break;
      case 'response.in_progress':
        demand(stream.state === 'created', 'in progress twice', event);
        demand(object(event.response).status === 'in_progress', 'a status', event);
        stream.state = 'running';
        break;
      case 'response.output_item.added': {
        const added = object(event.item);
        demand(item === undefined && !done.has(event.output_index), 'an index used twice', event);
        demand(event.output_index === items.size + done.size, 'indexes do not rise', event);
        items.set(event.output_index, {
          type: added.type,
          id: added.id,
          open: new Map(),
          input: '',
          isInputDone: false,
        });
        break;
      }
      case 'response.content_part.added': {
        const { open } = need('message');
        demand(event.content_index === open.size, 'content indexes do not rise', event);
        open.set(event.content_index, { type: object(event.part).type, text: '', isDone: false });
        break;
      }
      case 'response.reasoning_summary_part.added':
        need('reasoning').open.set(event.summary_index, { type: 'summary_text', text: '', isDone: false });
        break;
      case 'response.output_text.delta':
      case 'response.refusal.delta':
      case 'response.reasoning_summary_text.delta': {
        const [kind, key, of] = kindOf(type, event);
        const part = section(key, kind, of);
        demand(!part.isDone && event.delta !== '', 'a delta after its end, or an empty one', event);
        part.text += String(event.delta);
        break;
      }
      case 'response.output_text.done':
      case 'response.refusal.done':
      case 'response.reasoning_summary_text.done': {
        const [kind, key, of] = kindOf(type, event);
        const part = section(key, kind, of);
        demand(!part.isDone && part.text === (event.text ?? event.refusal), 'not the text of its deltas', event);
        part.isDone = true;
        break;
      }
      case 'response.content_part.done':
        demand(
          section(event.content_index, String(object(event.part).type), 'message').isDone,
          'done before its text',
          event,
        );
        break;
      case 'response.reasoning_summary_part.done':
        demand(section(event.summary_index, 'summary_text', 'reasoning').isDone, 'done before its text', event);
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta': {
        const call = need(type.includes('custom') ? 'custom_tool_call' : 'function_call');
        demand(!call.isInputDone, 'a delta after its end', event);
        call.input += String(event.delta);
        break;
      }
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done': {
        const call = need(type.includes('custom') ? 'custom_tool_call' : 'function_call');
        demand(call.input === (event.arguments ?? event.input), 'not the input of its deltas', event);
        call.isInputDone = true;
        break;
      }
      case 'response.output_item.done': {
        const ended = object(event.item);
        demand(item !== undefined && item.id === ended.id && item.type === ended.type, 'ends no open item', event);
        demand(
          [...(item?.open.values() ?? [])].every((part) => part.isDone),
          'ends with an open part',
          event,
        );
        const isCall = ended.type === 'function_call' || ended.type === 'custom_tool_call';
        demand(!isCall || item?.isInputDone === true, 'ends before its input', event);
        demand(ended.status !== 'in_progress', 'ends in progress', event);
        items.delete(event.output_index);
        done.set(event.output_index, ended);
        break;
      }
      case 'response.output_text.annotation.added':
        need('message');
        break;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed': {
        const response = object(event.response);
        demand(response.id === responseId, 'another response', event);
        demand(type === `response.${response.status}`, 'another status', event);
        demand(type === 'response.failed' || items.size === 0, 'ends with an open item', event);
        const output = [...done].sort(([a], [b]) => Number(a) - Number(b)).map(([, ended]) => ended);
        demand(JSON.stringify(response.output) === JSON.stringify(output), 'not the items of its events', event);
        stream.state = 'ended';
        break;
      }
      default:
        demand(false, 'an unknown event', event);
    }
  });
  if (stream.state !== 'ended') throw new Error('the stream has no end');
}

function kindOf(type: string, event: JsonObject): readonly [kind: string, key: unknown, of: string] {
  if (type.includes('summary')) return ['summary_text', event.summary_index, 'reasoning'];
  return [type.includes('refusal') ? 'refusal' : 'output_text', event.content_index, 'message'];
}
