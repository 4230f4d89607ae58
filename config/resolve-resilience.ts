import type { BreakerSettings } from '../core/resilience/breaker/breaker-settings.ts';
import type { ResilienceSettings, Timeouts } from '../core/resilience/resilience-settings.ts';
import { defaultResilience, reasoningTimeouts } from './default-settings.ts';
import type { ResilienceConfig } from './schema/resilience.ts';

/**
 * Decides every field: the first layer that sets it wins, then the default.
 * @param layers nearest first: route, target, provider, the file's top level; `null` for one that is not there.
 * @param model `reasoning`: the model may think in silence, so the defaults for the first token and silence are longer.
 */
export function resolveResilience(
  layers: readonly (ResilienceConfig | null | undefined)[],
  model: { readonly reasoning: boolean },
): ResilienceSettings {
  const defaults = model.reasoning
    ? { ...defaultResilience.timeouts, ...reasoningTimeouts }
    : defaultResilience.timeouts;
  const timeout = (name: keyof Timeouts) =>
    layers.find((layer) => layer?.timeouts?.[name] !== undefined)?.timeouts?.[name] ?? defaults[name];
  const breaker = (name: keyof BreakerSettings) =>
    layers.find((layer) => layer?.breaker?.[name] !== undefined)?.breaker?.[name] ?? defaultResilience.breaker[name];
  const count = (name: 'retries' | 'maxAttempts' | 'restartMaxChars') =>
    layers.find((layer) => layer?.[name] !== undefined)?.[name] ?? defaultResilience[name];
  return {
    retries: count('retries'),
    maxAttempts: count('maxAttempts'),
    timeouts: {
      connectMs: timeout('connectMs'),
      firstTokenMs: timeout('firstTokenMs'),
      idleMs: timeout('idleMs'),
      answerMs: timeout('answerMs'),
      totalMs: timeout('totalMs'),
    },
    breaker: {
      failures: breaker('failures'),
      windowSeconds: breaker('windowSeconds'),
      coolDownSeconds: breaker('coolDownSeconds'),
    },
    recovery: layers.find((layer) => layer?.recovery !== undefined)?.recovery ?? defaultResilience.recovery,
    restartMaxChars: count('restartMaxChars'),
  };
}
