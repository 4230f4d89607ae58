import type { ResilienceConfig } from './schema/resilience.ts';

/** A named policy an app asks for as its `model`. */
export interface EffectiveRoute {
  /** What apps ask for as `model`; may hold `*`. */
  readonly name: string;
  /** Names of targets, in order. */
  readonly targets: readonly string[];
  /** `null`: as `EffectiveConfig.dropUnsupported` says. */
  readonly dropUnsupported: boolean | null;
  readonly resilience: ResilienceConfig | null;
  readonly origin: 'file' | 'default';
}
