import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { textHash } from '../../core/routing/plan/text-hash.ts';
import { listOf } from '../request-survey/survey-fields.ts';

/** A tool as its client calls it. */
export interface ClientTool {
  readonly name: string;
  /** The group it stands in; `null` when it stands alone. */
  readonly namespace: string | null;
  readonly kind: 'function' | 'custom';
}

/** Most characters that every provider takes in a tool's name. */
const maxNameLength = 64;

/**
 * The names of a request's tools where tools have no groups: each tool of a group gets one name, unlike all others,
 * and the way back. The same tools give the same names.
 */
export class ToolNames {
  readonly #byFlatName = new Map<string, ClientTool>();
  readonly #flatNames = new Map<string, string>();

  /** @param tools the body's `tools`; what cannot be read in it counts as absent. */
  constructor(tools: unknown) {
    const groups: { readonly namespace: string; readonly tools: unknown }[] = [];
    for (const tool of listOf(tools)) {
      if (!isJsonObject(tool) || typeof tool.name !== 'string') continue;
      if (tool.type === 'namespace') groups.push({ namespace: tool.name, tools: tool.tools });
      else if (isKind(tool.type))
        this.#byFlatName.set(tool.name, { name: tool.name, namespace: null, kind: tool.type });
    }
    for (const { namespace, tools: inner } of groups) {
      for (const tool of listOf(inner)) {
        if (!isJsonObject(tool) || typeof tool.name !== 'string' || !isKind(tool.type)) continue;
        this.#add({ name: tool.name, namespace, kind: tool.type });
      }
    }
  }

  /** The one name of a tool; also of a tool that is no longer offered. */
  flatten(name: string, namespace: string | null): string {
    if (namespace === null) return name;
    return this.#flatNames.get(key(namespace, name)) ?? joinName(namespace, name);
  }

  /** The tool that has this name; `null` when none was offered by it. */
  restore(flatName: string): ClientTool | null {
    return this.#byFlatName.get(flatName) ?? null;
  }

  #add(tool: ClientTool & { readonly namespace: string }): void {
    const joined = joinName(tool.namespace, tool.name);
    let flatName = joined;
    for (let number = 2; this.#byFlatName.has(flatName); number += 1) {
      flatName = `${joined.slice(0, maxNameLength - 4)}_${number}`;
    }
    this.#byFlatName.set(flatName, tool);
    this.#flatNames.set(key(tool.namespace, tool.name), flatName);
  }
}

function joinName(namespace: string, name: string): string {
  const joined = `${namespace}${namespace.endsWith('__') ? '' : '__'}${name}`.replace(/[^\w-]/g, '_');
  if (joined.length <= maxNameLength) return joined;
  return `${joined.slice(0, maxNameLength - 9)}_${textHash([namespace, name]).slice(0, 8)}`;
}

function key(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}

function isKind(type: unknown): type is 'function' | 'custom' {
  return type === 'function' || type === 'custom';
}
