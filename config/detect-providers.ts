import type { CatoConfig } from './cato-config.ts';
import { type EffectiveProvider, fillProvider } from './effective-provider.ts';
import type { Environment } from './environment.ts';
import { providerKindFacts, type SelfContainedKind } from './provider-kinds.ts';

/** What was found out about the machine before the configuration takes effect. */
export interface RuntimeFacts {
  /** The models of a running Ollama; `null` when none answered. */
  readonly ollamaModels: readonly string[] | null;
}

/** The providers an environment offers when no file says which there are, named after their kinds. */
export function detectProviders(environment: Environment, facts: RuntimeFacts): EffectiveProvider[] {
  const { openai, anthropic, bedrock, ollama } = environment;
  const found: EffectiveProvider[] = [];
  const add = (kind: SelfContainedKind, origin: EffectiveProvider['origin'], evidence: string) =>
    found.push(fillProvider({ name: kind, origin, evidence }, { kind }, environment));
  if (openai.apiKey !== null) add('openai', 'environment', 'OPENAI_API_KEY is set');
  else if (openai.baseUrl !== null) add('openai', 'environment', 'OPENAI_BASE_URL is set');
  if (anthropic.apiKey !== null) add('anthropic', 'environment', 'ANTHROPIC_API_KEY is set');
  if (bedrock.credentialsVariable !== null) add('bedrock', 'environment', `${bedrock.credentialsVariable} is set`);
  const hasModel = ollama.model !== null || (facts.ollamaModels ?? []).length > 0;
  if (facts.ollamaModels !== null && hasModel) {
    add('ollama', 'detected', `Ollama answers at ${ollama.baseUrl ?? providerKindFacts.ollama.defaultBaseUrl}`);
  }
  return found;
}

/** Why a running or configured Ollama is left aside, as a sentence; `null` when it is not. */
export function ollamaWarning(environment: Environment, facts: RuntimeFacts): string | null {
  const { baseUrl, model } = environment.ollama;
  if (facts.ollamaModels === null)
    return baseUrl === null ? null : 'OLLAMA_BASE_URL is set, but no Ollama answers there';
  if (facts.ollamaModels.length > 0 || model !== null) return null;
  return 'Ollama is running but has no model; `ollama pull NAME` gets one';
}

/** Where to ask whether an Ollama is running; `null` when its answer would change nothing. */
export function ollamaAddress(config: CatoConfig | null, environment: Environment): string | null {
  const configured = Object.values(config?.providers ?? {}).find(({ kind }) => kind === 'ollama');
  const isAskedFor = environment.defaultProvider === 'ollama' || config?.provider === 'ollama';
  if (configured === undefined && config?.providers !== undefined && !isAskedFor) return null;
  const presence = { name: 'ollama', origin: 'detected', evidence: '' } as const;
  return fillProvider(presence, configured ?? { kind: 'ollama' }, environment).baseUrl;
}
