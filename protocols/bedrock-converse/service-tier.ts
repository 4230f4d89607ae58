import type { ServiceTier } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

/** The words with which clients ask for what they get anyway. */
const ordinary = new Set(['auto', 'default', 'standard', 'standard_only']);

export function serviceTier(asked: string | undefined, { changes }: EncodeContext): ServiceTier | undefined {
  if (asked === undefined || ordinary.has(asked)) return undefined;
  if (asked === 'flex' || asked === 'priority' || asked === 'reserved') return { type: asked };
  changes.refuse('serviceTier', 'Bedrock has the tiers default, flex, priority and reserved');
  return undefined;
}
