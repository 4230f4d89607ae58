import type { CacheBreakpoint, OpaqueData } from '../../core/conversation/part.ts';
import type { ObjectReader } from './object-reader.ts';
import { protocolName } from './protocol-name.ts';

/** The cache mark, and whatever else the block holds, to travel back with it. */
export function decodeExtras(reader: ObjectReader): { cacheBreakpoint?: CacheBreakpoint; opaque?: OpaqueData } {
  const cacheBreakpoint = decodeCacheControl(reader);
  const data = reader.rest();
  return {
    ...(cacheBreakpoint !== undefined && { cacheBreakpoint }),
    ...(Object.keys(data).length > 0 && { opaque: { protocol: protocolName, data } }),
  };
}

export function decodeCacheControl(reader: ObjectReader): CacheBreakpoint | undefined {
  const control = reader.optionalObject('cache_control');
  if (control === undefined) return undefined;
  if (control.string('type') !== 'ephemeral') throw control.problem('type', "must be 'ephemeral'");
  const ttl = control.optionalString('ttl');
  if (ttl !== undefined && ttl !== '5m' && ttl !== '1h') throw control.problem('ttl', "must be '5m' or '1h'");
  return ttl === undefined ? {} : { ttl };
}
