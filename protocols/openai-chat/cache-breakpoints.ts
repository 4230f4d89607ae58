import type { CacheBreakpoint, FilePart, TextPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestLosses } from './request-losses.ts';

/** How long this protocol's providers keep a marked prefix; other protocols' words are left to the default. */
const cacheLifetimes: ReadonlySet<string> = new Set(['30m', '12h']);

export interface BreakpointEncoding {
  readonly losses: RequestLosses;
  /** Whether the model takes cache breakpoints. */
  readonly cacheBreakpoints: boolean;
}

/** The mark of a part, as a field of it. */
export function encodeBreakpoint(
  breakpoint: CacheBreakpoint | undefined,
  { losses, cacheBreakpoints }: BreakpointEncoding,
): JsonObject {
  if (!breakpoint) return {};
  if (!cacheBreakpoints) {
    losses.changed('cache breakpoints dropped');
    return {};
  }
  const { ttl } = breakpoint;
  if (ttl === undefined) return { prompt_cache_breakpoint: { mode: 'explicit' } };
  if (cacheLifetimes.has(ttl)) return { prompt_cache_breakpoint: { mode: 'explicit', ttl } };
  losses.changed(`cache ttl ${ttl} → default`);
  return { prompt_cache_breakpoint: { mode: 'explicit' } };
}

/** The content of a tool result whose own mark, for which the format has no place, is on its last part: the prefix is the same. */
export function markLastPart<Content extends TextPart | FilePart>(
  content: readonly Content[],
  breakpoint: CacheBreakpoint | undefined,
  encoding: BreakpointEncoding,
): readonly Content[] {
  if (!breakpoint) return content;
  const last = content.at(-1);
  if (last !== undefined) return [...content.slice(0, -1), { ...last, cacheBreakpoint: breakpoint }];
  loseBreakpoint(breakpoint, encoding);
  return content;
}

/** Says that a mark stood where the format has no place for one. */
export function loseBreakpoint(breakpoint: CacheBreakpoint | undefined, encoding: BreakpointEncoding): void {
  if (!breakpoint) return;
  const what = encoding.cacheBreakpoints ? 'cache breakpoints without a content part' : 'cache breakpoints';
  encoding.losses.changed(`${what} dropped`);
}
