/** What this protocol calls a processing tier, as prices call it. */
export function processingTier(tier: unknown): string {
  if (tier === 'fast') return 'priority';
  return tier === 'flex' || tier === 'priority' || tier === 'ultrafast' ? tier : 'standard';
}
