import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** What the body asks for as prices call it; `service_tier` chooses only whether bought capacity may be used. */
export function processingOf({ speed }: JsonObject): string {
  return speed === 'fast' ? 'fast' : 'standard';
}
