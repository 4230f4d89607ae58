import type { TargetStatus } from '../../core/ports/target-stats.ts';
import type { HttpServices } from './http-services.ts';

type ProviderState = TargetStatus['state'] | 'unknown';

export interface Readiness {
  readonly status: 'ready' | 'draining';
  /** The session store, where it can be in trouble, and providers by name; `unknown` until real traffic has said something: nobody is called to find out. */
  readonly dependencies: Readonly<Record<string, { readonly state: ProviderState }>>;
}

/**
 * Whether requests should be sent here, and what recent traffic says of each dependency. A failing one is not a
 * reason to send none. Open to everybody: providers' own words, which may quote prompts, are in `providerHealth` only.
 */
export function readiness(services: HttpServices): Readiness {
  const dependencies = Object.entries(providerHealth(services)).map(([name, { state }]) => [name, { state }] as const);
  const store = services.gateway.sessions.store.state?.();
  return {
    status: services.describe().isDraining ? 'draining' : 'ready',
    dependencies: { ...(store ? { 'session-store': { state: store } } : {}), ...Object.fromEntries(dependencies) },
  };
}

/** The state of each provider, with what its last failed call said: for operators only. */
export function providerHealth({
  describe,
  gateway,
}: HttpServices): Readonly<Record<string, { readonly state: ProviderState; readonly lastError: string | null }>> {
  const seen = gateway.targetStats.snapshot();
  return Object.fromEntries(
    describe().providers.map(({ name }) => {
      const latest = seen
        .filter(({ target }) => target.startsWith(`${name}/`))
        .sort((a, b) => b.lastCallAt - a.lastCallAt)[0];
      const lastError = latest?.state === 'failing' ? latest.lastError : null;
      return [`provider:${name}`, { state: latest?.state ?? ('unknown' as const), lastError }];
    }),
  );
}
