import { isProviderKind, isSelfContainedKind } from './provider-kinds.ts';
import { findPreset, loadProviderPresets } from './provider-presets.ts';

/** Whether naming a kind is enough to have such a provider: the environment and what is known of it say the rest. */
export function isNameableKind(kind: unknown): kind is string {
  if (typeof kind !== 'string') return false;
  if (isProviderKind(kind)) return isSelfContainedKind(kind);
  return findPreset(loadProviderPresets(), kind) !== null;
}
