import type { Tool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestLosses } from '../openai-chat/request-losses.ts';
import { readWireData } from './wire-data.ts';

/** The tools, those of a group under it again. */
export function encodeTools(tools: readonly Tool[], losses: RequestLosses): JsonObject[] {
  const encoded: JsonObject[] = [];
  const groups = new Map<string, JsonObject[]>();
  for (const tool of tools) {
    const { namespace, ...own } = readWireData(tool.opaque).item ?? {};
    const whole = encodeTool(tool, own, losses);
    if (!isJsonObject(namespace) || typeof namespace.name !== 'string') {
      encoded.push(whole);
      continue;
    }
    const members = groups.get(namespace.name) ?? [];
    if (members.length === 0) {
      groups.set(namespace.name, members);
      encoded.push({ type: 'namespace', ...namespace, tools: members });
    }
    members.push(whole);
  }
  return encoded;
}

/** Hosted tools that were kept by their places (`tools[2]`) back among the others. */
export function withHostedTools(tools: readonly JsonObject[], kept: Readonly<Record<string, unknown>>): JsonObject[] {
  const all = [...tools];
  for (const [name, tool] of Object.entries(kept)) {
    const [, place] = hostedPlace.exec(name) ?? [];
    if (place !== undefined && isJsonObject(tool)) all.splice(Number(place), 0, tool);
  }
  return all;
}

export const hostedPlace = /^tools\[(\d+)\]$/;

/** @param tools the request's, which tell what a name is to this format. */
export function encodeToolChoice(choice: ToolChoice, tools: readonly Tool[]): string | JsonObject {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  switch (choice.type) {
    case 'tool':
      return named(choice.name, choice.kind, byName.get(choice.name));
    case 'allowed': {
      const allowed = choice.names.map((name) => {
        const tool = byName.get(name);
        return named(name, tool?.type ?? 'function', tool);
      });
      return { type: 'allowed_tools', mode: choice.mode, tools: allowed };
    }
    default:
      return choice.type;
  }
}

function named(flatName: string, type: Tool['type'], tool: Tool | undefined): JsonObject {
  const { name = flatName, namespace } = readWireData(tool?.opaque).item ?? {};
  return { type, name, ...(isJsonObject(namespace) ? { namespace: namespace.name } : {}) };
}

function encodeTool(tool: Tool, own: JsonObject, losses: RequestLosses): JsonObject {
  const { type, name, description } = tool;
  const about = { type, name, ...(description === undefined ? {} : { description }) };
  if (tool.type === 'custom')
    return { ...about, ...(tool.format === undefined ? {} : { format: tool.format }), ...own };
  // The format marks prefixes in messages only.
  if (tool.cacheBreakpoint) losses.changed('cache breakpoints of tools dropped');
  const { parameters, strict } = tool;
  // Left out, the provider would hold the schema to rules that nobody asked for.
  return { ...about, parameters: parameters ?? { type: 'object', properties: {} }, strict: strict ?? false, ...own };
}
