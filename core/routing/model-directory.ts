import { distance } from 'fastest-levenshtein';
import { GatewayError } from '../errors/gateway-error.ts';
import type { CallLimits } from '../resilience/resilience-settings.ts';
import { plainPolicy } from './plan/plain-policy.ts';
import { policyTargets } from './plan/policy-targets.ts';
import type { RoutePolicy } from './plan/route-policy.ts';
import type { Target } from './target.ts';

/** What a client's `model` leads to. */
export interface Resolution {
  /** The route's name; `null` when a target or a model was named. */
  readonly route: string | null;
  /** Every target it may lead to, the usual first; never empty. */
  readonly targets: readonly Target[];
  /** How one of them is chosen for a request. */
  readonly policy: RoutePolicy;
  readonly dropUnsupported: boolean;
  readonly limits: CallLimits;
  /** One short line for `x-cato-reason`. */
  readonly reason: string;
}

export interface Route {
  /** The name clients ask for; `*` stands for any run of characters. */
  readonly name: string;
  /** In order, or the whole policy. */
  readonly targets: readonly Target[] | Omit<RoutePolicy, 'name' | 'reason'>;
  readonly dropUnsupported: boolean;
  /** Those of the route itself: no single target bounds the others. */
  readonly limits: CallLimits;
  /** Overrides the line that explains the choice. */
  readonly reason?: string;
}

/** A provider as the directory sees it: which models it is known to have, and how to reach any of them. */
export interface ModelProvider {
  readonly name: string;
  /** Ids that are known to exist there. */
  readonly modelIds: readonly string[];
  knows(model: string): boolean;
  /** A target for any model id; ids nobody has told us about are the provider's to judge. */
  target(model: string): Target;
}

export interface ModelDirectoryOptions {
  readonly routes: readonly Route[];
  /** Configured targets. */
  readonly targets: readonly Target[];
  /** The default provider first. */
  readonly providers: readonly ModelProvider[];
  /** Applies where no route says otherwise. */
  readonly dropUnsupported: boolean;
  /** Why a model is unknown, such as that its provider is not configured: a sentence for the refusal, or `null`. */
  advise?(model: string): string | null;
  /** Which of the models make embeddings, or how to have one that does: a sentence for a refusal. */
  readonly embeddingAdvice?: string;
}

const maxRememberedNames = 10_000;
const maxSuggestions = 3;
const maxShownProviders = 5;

/**
 * Resolves the `model` of a request: a route's name, a target's name, `provider/model`,
 * a bare model id that a target or a provider has (default provider first), a wildcard route; else 404.
 */
export class ModelDirectory {
  readonly #options: ModelDirectoryOptions;
  readonly #routes = new Map<string, Resolution>();
  readonly #wildcards: { readonly pattern: RegExp; readonly resolution: Resolution }[] = [];
  readonly #targets = new Map<string, Target>();
  /** The first target that serves a model, by the model's id. */
  readonly #byModel = new Map<string, Target>();
  readonly #remembered = new Map<string, Resolution>();
  /** Labels of the targets that are configured, or of listed models. */
  readonly #listed = new Set<string>();

  constructor(options: ModelDirectoryOptions) {
    this.#options = options;
    for (const target of options.targets) {
      this.#targets.set(target.name, target);
      if (!this.#byModel.has(target.model)) this.#byModel.set(target.model, target);
    }
    for (const route of options.routes) {
      const resolution = toResolution(route);
      if (route.name.includes('*')) this.#wildcards.push({ pattern: wildcardPattern(route.name), resolution });
      else this.#routes.set(route.name, resolution);
    }
    for (const { label } of options.targets) this.#listed.add(label);
    for (const { targets } of [...this.#routes.values(), ...this.#wildcards.map(({ resolution }) => resolution)]) {
      for (const { label } of targets) this.#listed.add(label);
    }
    for (const { name, modelIds } of options.providers) for (const id of modelIds) this.#listed.add(`${name}/${id}`);
    this.#wildcards.sort((a, b) => b.pattern.source.length - a.pattern.source.length);
  }

  /** @throws GatewayError `model-not-found`, naming close matches. */
  resolve(model: string): Resolution {
    const known = this.#routes.get(model) ?? this.#remembered.get(model);
    if (known) return known;
    const resolution = this.#resolveTarget(model) ?? this.#resolveWildcard(model);
    if (!resolution) throw this.#notFound(model);
    if (this.#remembered.size >= maxRememberedNames) this.#remembered.clear();
    this.#remembered.set(model, resolution);
    return resolution;
  }

  /** Every name a client may ask for: routes (wildcards apart), then configured targets, then known models as `provider/model`. */
  list(): readonly ListedModel[] {
    const listed: ListedModel[] = [];
    for (const [name, { targets }] of this.#routes) listed.push({ id: name, kind: 'route', target: targets[0] });
    for (const [name, target] of this.#targets) {
      if (!this.#routes.has(name)) listed.push({ id: name, kind: 'target', target });
    }
    for (const provider of this.#options.providers) {
      for (const model of provider.modelIds) {
        listed.push({ id: `${provider.name}/${model}`, kind: 'model', target: provider.target(model) });
      }
    }
    return listed;
  }

  /** What to do about a model that makes no embeddings. */
  get embeddingAdvice(): string {
    return this.#options.embeddingAdvice ?? 'Ask for an embedding model.';
  }

  /** Whether a target of this label is configured or listed; else only a client has named it. */
  isListed(label: string): boolean {
    return this.#listed.has(label);
  }

  #resolveTarget(model: string): Resolution | null {
    const named = this.#targets.get(model);
    if (named) return this.#single(named, `target ${model} was asked for by name`);
    const slash = model.indexOf('/');
    if (slash > 0 && slash < model.length - 1) {
      const provider = this.#options.providers.find(({ name }) => name === model.slice(0, slash));
      if (provider) return this.#single(provider.target(model.slice(slash + 1)), 'provider and model were named');
    }
    const serving = this.#byModel.get(model);
    if (serving) return this.#single(serving, `target ${serving.name} serves this model`);
    for (const provider of this.#options.providers) {
      if (provider.knows(model))
        return this.#single(provider.target(model), `provider ${provider.name} has this model`);
    }
    return null;
  }

  #resolveWildcard(model: string): Resolution | null {
    return this.#wildcards.find(({ pattern }) => pattern.test(model))?.resolution ?? null;
  }

  #single(target: Target, reason: string): Resolution {
    const { maxAttempts, timeouts } = target.resilience;
    const limits = { maxAttempts, totalMs: timeouts.totalMs };
    const policy = { ...plainPolicy([target]), name: null, reason };
    return { route: null, targets: [target], policy, dropUnsupported: this.#options.dropUnsupported, limits, reason };
  }

  #notFound(model: string): GatewayError {
    const shown = model.length > 100 ? `${model.slice(0, 100)}…` : model;
    const close = this.#closeNames(model);
    const providers = this.#options.providers.map(({ name }) => `\`${name}/…\``);
    const shownProviders = providers.slice(0, maxShownProviders).join(', ');
    const more = providers.length - maxShownProviders;
    const advice = [
      this.#options.advise?.(model) ?? null,
      close.length > 0 ? `Did you mean ${close.map((name) => `\`${name}\``).join(', ')}?` : null,
      providers.length > 0
        ? `A model nobody has listed yet can be named with its provider: ${shownProviders}${more > 0 ? ` and ${more} more` : ''}.`
        : null,
      'GET /v1/models lists what can be asked for.',
    ];
    return new GatewayError(
      'model-not-found',
      `No route, target or known model is called \`${shown}\`. ${advice.filter(Boolean).join(' ')}`,
      { param: 'model', code: 'model_not_found' },
    );
  }

  #closeNames(model: string): readonly string[] {
    if (model.length > 200) return [];
    const wanted = model.toLowerCase();
    const bare = wanted.slice(wanted.indexOf('/') + 1);
    const names = [...this.#routes.keys(), ...this.#targets.keys()];
    for (const provider of this.#options.providers) names.push(...provider.modelIds);
    return [...new Set(names)]
      .map((name) => ({
        name,
        away: Math.min(distance(wanted, name.toLowerCase()), distance(bare, name.toLowerCase())),
      }))
      .filter(({ name, away }) => away <= Math.max(2, Math.floor(name.length / 3)))
      .sort((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1))
      .slice(0, maxSuggestions)
      .map(({ name }) => name);
  }
}

function toResolution({ name, targets, dropUnsupported, limits, ...route }: Route): Resolution {
  const reason = route.reason ?? `route ${name}: first of its targets that answers`;
  const policy = { ...(isList(targets) ? plainPolicy(targets) : targets), name, reason };
  return { route: name, targets: policyTargets(policy), policy, dropUnsupported, limits, reason };
}

function isList(targets: Route['targets']): targets is readonly Target[] {
  return Array.isArray(targets);
}

export interface ListedModel {
  readonly id: string;
  readonly kind: 'route' | 'target' | 'model';
  /** The target that is preferred under this name. */
  readonly target: Target | undefined;
}

function wildcardPattern(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
