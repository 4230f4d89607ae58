import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { UnknownFields } from './unknown-fields.ts';

/** A tool that the provider runs itself, or whose schema it keeps to itself. */
export interface HostedTool {
  /** `tools.2`. */
  readonly path: string;
  readonly type: string;
  readonly name: string | null;
  readonly tool: JsonObject;
}

/**
 * What becomes of them towards another format. `optional`: a model may use it and can do without, so it is left out and
 * said. `beside-others`: it brings data or a machine; left out the same way while the client offers tools of its own,
 * refused when it is all there is. Types that are not here are refused by name.
 */
const fates: readonly (readonly [RegExp, 'optional' | 'beside-others'])[] = [
  [/^(?:web_search|web_fetch|tool_search_tool)_/, 'optional'],
  [/^(?:code_execution|computer|bash|text_editor|memory)_|^mcp_toolset$/, 'beside-others'],
];

/** @param around whether the client offers tools of its own, and whether it demands that one of these is called. */
export function settleHostedTools(
  hosted: readonly HostedTool[],
  { hasOwn, isDemanded }: { readonly hasOwn: boolean; readonly isDemanded: boolean },
  unknown: UnknownFields,
): void {
  for (const { path, type, tool } of hosted) {
    const fate = fates.find(([pattern]) => pattern.test(type))?.[1];
    if (!isDemanded && (fate === 'optional' || (fate === 'beside-others' && hasOwn))) unknown.advise(path, tool);
    else unknown.add(path, tool);
  }
}
