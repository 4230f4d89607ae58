import type { CatoConfig, ProviderConfig } from './cato-config.ts';
import { identityIn } from './effective-azure.ts';
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
  const { openai, anthropic, bedrock, vertexai, gemini, azure, ollama } = environment;
  const found: EffectiveProvider[] = [];
  const add = (kind: SelfContainedKind, origin: EffectiveProvider['origin'], evidence: string) =>
    found.push(fillProvider({ name: kind, origin, evidence }, { kind }, environment));
  if (openai.apiKey !== null) add('openai', 'environment', 'OPENAI_API_KEY is set');
  else if (openai.baseUrl !== null) add('openai', 'environment', 'OPENAI_BASE_URL is set');
  if (anthropic.apiKey !== null) add('anthropic', 'environment', 'ANTHROPIC_API_KEY is set');
  if (bedrock.credentialsVariable !== null) add('bedrock', 'environment', `${bedrock.credentialsVariable} is set`);
  if (vertexai.project !== null) add('vertexai', 'environment', 'VERTEXAI_PROJECT or GCP_PROJECT_ID is set');
  if (gemini.apiKey !== null) add('gemini', 'environment', `${gemini.apiKey.reference.slice('env:'.length)} is set`);
  if (azure.baseUrl !== null && (azure.apiKey !== null || identityIn(azure.identity) !== null)) {
    add('azure', 'environment', 'AZURE_OPENAI_ENDPOINT is set');
  }
  const hasModel = ollama.model !== null || (facts.ollamaModels ?? []).length > 0;
  if (facts.ollamaModels !== null && hasModel) {
    add('ollama', 'detected', `Ollama answers at ${ollama.baseUrl ?? providerKindFacts.ollama.defaultBaseUrl}`);
  }
  return found;
}

/** What keeps an Ollama that runs or is asked for from answering, as a sentence; `null` when nothing is known to. */
export function ollamaWarning(
  config: CatoConfig | null,
  environment: Environment,
  providers: readonly EffectiveProvider[],
  facts: RuntimeFacts,
): string | null {
  const address = ollamaAddress(config, environment);
  if (address === null) return null;
  const provider = providers.find(({ kind, baseUrl }) => kind === 'ollama' && baseUrl === address);
  const { baseUrl, model } = environment.ollama;
  if (facts.ollamaModels === null) {
    if (provider === undefined && baseUrl === null) return null;
    const written = configuredOllama(config)?.baseUrl === undefined ? 'OLLAMA_BASE_URL' : 'its `baseUrl`';
    return `no Ollama answers at ${address}: start it with \`ollama serve\`, or set ${written} to where it runs`;
  }
  if (facts.ollamaModels.length > 0 || (provider?.model ?? model) !== null) return null;
  return `the Ollama at ${address} has no model: \`ollama pull NAME\` gets one`;
}

/** Where to ask whether an Ollama is running; `null` when its answer would change nothing. */
export function ollamaAddress(config: CatoConfig | null, environment: Environment): string | null {
  const configured = configuredOllama(config);
  const isAskedFor = environment.defaultProvider === 'ollama' || config?.provider === 'ollama';
  if (configured === undefined && config?.providers !== undefined && !isAskedFor) return null;
  const presence = { name: 'ollama', origin: 'detected', evidence: '' } as const;
  return fillProvider(presence, configured ?? { kind: 'ollama' }, environment).baseUrl;
}

/** The one that is asked at start; others are not. */
function configuredOllama(config: CatoConfig | null): ProviderConfig | undefined {
  return Object.values(config?.providers ?? {}).find(({ kind }) => kind === 'ollama');
}
