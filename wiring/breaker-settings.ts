import type { EffectiveConfig } from '../config/effective-config.ts';
import { resolveResilience } from '../config/resolve-resilience.ts';
import type { BreakerSettings } from '../core/resilience/breaker/breaker-settings.ts';

/** When each target's breaker opens, by its label: a breaker belongs to the target, whatever route leads to it. */
export function breakerSettings(config: EffectiveConfig): (label: string) => BreakerSettings {
  const byTarget = new Map<string, BreakerSettings>();
  const byProvider = new Map<string, BreakerSettings>();
  const plain = { reasoning: false };
  for (const { name, resilience } of config.providers) {
    byProvider.set(name, resolveResilience([resilience, config.resilience], plain).breaker);
  }
  for (const { provider, model, resilience } of config.targets) {
    const providers = config.providers.find(({ name }) => name === provider);
    const layers = [resilience, providers?.resilience, config.resilience];
    byTarget.set(`${provider}/${model}`, resolveResilience(layers, plain).breaker);
  }
  const otherwise = resolveResilience([config.resilience], plain).breaker;
  return (label) => byTarget.get(label) ?? byProvider.get(label.slice(0, label.indexOf('/'))) ?? otherwise;
}
