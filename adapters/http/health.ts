import type { HttpServices } from './http-services.ts';

export interface Readiness {
  readonly status: 'ready' | 'draining';
  /** Providers by name; `unknown` until real traffic has said something: nobody is called to find out. */
  readonly dependencies: Readonly<
    Record<string, { readonly state: 'unknown' | 'ok' | 'failing'; readonly lastError: string | null }>
  >;
}

/** Whether requests should be sent here, and what recent traffic says of each provider. A failing provider is not a reason to send none. */
export function readiness({ describe, targetStats }: HttpServices): Readiness {
  const { isDraining, providers } = describe();
  const seen = targetStats.snapshot();
  const dependencies = Object.fromEntries(
    providers.map(({ name }) => {
      const latest = seen
        .filter(({ target }) => target.startsWith(`${name}/`))
        .sort((a, b) => b.lastCallAt - a.lastCallAt)[0];
      const lastError = latest?.state === 'failing' ? latest.lastError : null;
      return [`provider:${name}`, { state: latest?.state ?? ('unknown' as const), lastError }];
    }),
  );
  return { status: isDraining ? 'draining' : 'ready', dependencies };
}
