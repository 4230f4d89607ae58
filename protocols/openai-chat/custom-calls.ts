import { customInput } from '../../core/conversation/custom-tools-as-functions.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ToolCallPart } from '../../core/conversation/part.ts';
import type { AnswerContext } from '../../core/ports/wire-codec.ts';

/** The names of the tools that the client has given with free text input. */
export function customToolNames({ echo }: AnswerContext): ReadonlySet<string> {
  const tools = echo?.body.tools;
  const names = new Set<string>();
  for (const tool of Array.isArray(tools) ? tools : []) {
    if (!isJsonObject(tool) || tool.type !== 'custom' || !isJsonObject(tool.custom)) continue;
    if (typeof tool.custom.name === 'string') names.add(tool.custom.name);
  }
  return names;
}

/** A call as the client knows its tool, whatever its provider was told. */
export function asClientCall(call: ToolCallPart, customTools: ReadonlySet<string>): ToolCallPart {
  if (call.kind === 'custom' || !customTools.has(call.name)) return call;
  return { ...call, kind: 'custom', input: customInput(call.input) };
}
