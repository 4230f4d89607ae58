import type { Tool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestLosses } from './request-losses.ts';

export function encodeTool(tool: Tool, losses: RequestLosses): JsonObject {
  const { name, description } = tool;
  const about = { name, ...(description === undefined ? {} : { description }) };
  if (tool.type === 'custom') {
    return { type: 'custom', custom: { ...about, ...(tool.format === undefined ? {} : { format: tool.format }) } };
  }
  // The format marks prefixes in messages only.
  if (tool.cacheBreakpoint) losses.changed('cache breakpoints of tools dropped');
  const { parameters, strict } = tool;
  const definition = {
    ...about,
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
  };
  return { type: 'function', function: definition };
}

/** @param tools the request's, which tell functions from custom tools. */
export function encodeToolChoice(choice: ToolChoice, tools: readonly Tool[]): string | JsonObject {
  switch (choice.type) {
    case 'tool':
      return { type: choice.kind, [choice.kind]: { name: choice.name } };
    case 'allowed': {
      const custom = new Set(tools.filter((tool) => tool.type === 'custom').map((tool) => tool.name));
      const allowed = choice.names.map((name) =>
        custom.has(name) ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } },
      );
      return { type: 'allowed_tools', allowed_tools: { mode: choice.mode, tools: allowed } };
    }
    default:
      return choice.type;
  }
}
