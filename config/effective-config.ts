import { isOwnAddress } from './base-url.ts';
import type { CatoConfig } from './cato-config.ts';
import { chooseDefaultProvider, findProvider } from './choose-default-provider.ts';
import { defaultRoutes } from './default-routes.ts';
import { defaultBatches, defaultLimits, defaultLog, defaultSessions } from './default-settings.ts';
import { detectProviders, ollamaWarning, type RuntimeFacts } from './detect-providers.ts';
import { durationMs } from './duration.ts';
import { type EffectiveProvider, fillProvider, providerProblem, providerWarning } from './effective-provider.ts';
import { type EffectiveRoute, routeOfFile } from './effective-route.ts';
import type { EffectiveTarget } from './effective-target.ts';
import type { Environment } from './environment.ts';
import { ignoreOwnAddress } from './ignore-own-address.ts';
import { isNameableKind } from './nameable-kind.ts';
import type { ResilienceConfig } from './schema/resilience.ts';

/** What holds: file, environment and defaults together. */
export interface EffectiveConfig {
  readonly providers: readonly EffectiveProvider[];
  readonly targets: readonly EffectiveTarget[];
  readonly routes: readonly EffectiveRoute[];
  /** A provider's name; `null` when there is none. */
  readonly defaultProvider: string | null;
  /** How it was chosen: one sentence for people. */
  readonly defaultProviderReason: string;
  /** No provider at all is configured, so the embedded model answers. */
  readonly embedded: boolean;
  readonly dropUnsupported: boolean;
  /** The outermost layer for `resolveResilience`. */
  readonly resilience: ResilienceConfig | null;
  readonly limits: EffectiveLimits;
  /** See the configuration's `batches`. */
  readonly batches: { readonly maxConcurrent: number; readonly maxFileBytes: number };
  /** How long stored answers and conversations are kept, milliseconds. */
  readonly sessions: { readonly keepMs: number; readonly maxPromptShare: number };
  readonly log: { readonly format: 'auto' | 'json' | 'text'; readonly content: boolean };
  /** What keeps the gateway from starting, one sentence each; empty when nothing does. */
  readonly problems: readonly string[];
  /** What will not work as it stands, one sentence each. */
  readonly warnings: readonly string[];
}

/** Sizes in bytes, waits in milliseconds; see the configuration's `limits`. */
export interface EffectiveLimits {
  readonly maxBodyBytes: number;
  readonly maxConcurrent: number;
  readonly queue: { readonly length: number; readonly waitMs: number };
  readonly headersMs: number;
  readonly bodyMs: number;
}

/** Merges a file (or none) with what the environment and the machine offer. Pure. */
export function effectiveConfig(
  config: CatoConfig | null,
  givenEnvironment: Environment,
  facts: RuntimeFacts,
): EffectiveConfig {
  const { environment, warnings } = ignoreOwnAddress(givenEnvironment);
  const providers = allProviders(config, environment, facts);
  const choice = chooseDefaultProvider(providers, {
    environment: environment.defaultProvider,
    file: config?.provider ?? null,
  });
  const fileTargets = targetsOf(config, providers);
  const defaults =
    config?.routes === undefined && choice.provider !== null
      ? defaultRoutes(choice.provider, fileTargets, facts.ollamaModels ?? [])
      : null;
  const hasNoRoute = defaults !== null && defaults.routes.length === 0 && fileTargets.length === 0;
  const ollama = ollamaWarning(config, environment, providers, facts);
  // An Ollama that does not answer says why no model is known.
  const isExplained = ollama !== null && choice.provider?.kind === 'ollama';
  return {
    providers,
    targets: [...fileTargets, ...(defaults?.targets ?? [])],
    routes: defaults?.routes ?? routesOf(config),
    defaultProvider: choice.provider?.name ?? null,
    defaultProviderReason: choice.reason,
    embedded: providers.length === 0,
    dropUnsupported: config?.dropUnsupported ?? false,
    resilience: config?.resilience ?? null,
    limits: { ...defaultLimits, ...config?.limits, queue: { ...defaultLimits.queue, ...config?.limits?.queue } },
    batches: { ...defaultBatches, ...config?.batches },
    sessions: {
      keepMs: durationMs(config?.sessions?.keep ?? defaultSessions.keep),
      maxPromptShare: config?.sessions?.maxPromptShare ?? defaultSessions.maxPromptShare,
    },
    log: { ...defaultLog, ...config?.log },
    problems: [
      choice.problem,
      ...providers.map(providerProblem),
      ...providers.map((provider) => loopProblem(provider, environment)),
    ].filter(isSaid),
    warnings: [
      ...warnings,
      ...providers.map((provider) => providerWarning(provider, environment)),
      ollama,
      hasNoRoute && !isExplained
        ? `no model of ${choice.provider?.name} is known: set its \`model\`, or write \`routes\``
        : null,
    ].filter(isSaid),
  };
}

function allProviders(config: CatoConfig | null, environment: Environment, facts: RuntimeFacts): EffectiveProvider[] {
  const providers = Object.entries(config?.providers ?? {}).map(([name, settings]) =>
    fillProvider({ name, origin: 'file', evidence: 'it is in the configuration' }, settings, environment),
  );
  if (config?.providers === undefined) providers.push(...detectProviders(environment, facts));
  const targets = Object.entries(config?.targets ?? {});
  const mentions: [nameOrKind: string | null | undefined, evidence: string][] = [
    [environment.defaultProvider, `LLM_PROVIDER is ${environment.defaultProvider}`],
    [config?.provider, `the configuration says \`provider: ${config?.provider}\``],
    ...targets.map(([name, { provider }]): [string, string] => [provider, `the target ${name} asks for it`]),
  ];
  for (const [kind, evidence] of mentions) {
    if (typeof kind !== 'string' || findProvider(providers, kind) !== null || !isNameableKind(kind)) continue;
    providers.push(fillProvider({ name: kind, origin: 'environment', evidence }, { kind }, environment));
  }
  return providers;
}

function targetsOf(config: CatoConfig | null, providers: readonly EffectiveProvider[]): EffectiveTarget[] {
  return Object.entries(config?.targets ?? {}).map(([name, target]) => ({
    name,
    provider: findProvider(providers, target.provider)?.name ?? target.provider,
    model: target.model,
    origin: 'file',
    api: target.api ?? null,
    batch: target.batch ?? 'lines',
    allowedBetas: target.allowedBetas ?? null,
    contextWindow: target.contextWindow ?? null,
    maxOutputTokens: target.maxOutputTokens ?? null,
    capabilities: target.capabilities ?? {},
    price: target.price ?? null,
    rpm: target.rpm ?? null,
    tpm: target.tpm ?? null,
    resilience: target.resilience ?? null,
  }));
}

function routesOf(config: CatoConfig | null): EffectiveRoute[] {
  return Object.entries(config?.routes ?? {}).map(([name, route]) => routeOfFile(name, route));
}

function loopProblem({ name, baseUrl }: EffectiveProvider, { port }: Environment): string | null {
  if (baseUrl === null || !isOwnAddress(baseUrl, port)) return null;
  return `${name} has the address of this gateway itself, ${baseUrl}: a call would go round in circles`;
}

function isSaid(sentence: string | null): sentence is string {
  return sentence !== null;
}
