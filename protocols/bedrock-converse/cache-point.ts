import type { CacheBreakpoint } from '../../core/conversation/part.ts';
import type { CachePointBlock } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

/**
 * The block that marks the end of a cacheable prefix, put after what it covers.
 * @returns `null` when there is no breakpoint, or the model takes none there (which is said).
 */
export function cachePoint(
  breakpoint: CacheBreakpoint | undefined,
  place: 'tools' | 'system' | 'messages',
  { facts, family, changes }: EncodeContext,
): CachePointBlock | null {
  if (breakpoint === undefined) return null;
  const nova = family === 'nova' || family === 'nova-2';
  const taken = facts.capabilities.cacheBreakpoints ?? (family === 'claude' || family === 'hidden' || nova);
  if (!taken || (nova && place === 'tools')) {
    changes.say('cache breakpoints dropped');
    return null;
  }
  if (breakpoint.ttl === '5m' || (breakpoint.ttl === '1h' && !nova)) return { type: 'default', ttl: breakpoint.ttl };
  if (breakpoint.ttl !== undefined) changes.say('cache time to live → default');
  return { type: 'default' };
}
