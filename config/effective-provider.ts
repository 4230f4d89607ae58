import { isSameOrigin } from './base-url.ts';
import type { ProviderConfig } from './cato-config.ts';
import type { ConfiguredSecret } from './configured-secret.ts';
import type { Environment } from './environment.ts';
import { type ProviderKind, providerKindFacts } from './provider-kinds.ts';
import type { ResilienceConfig } from './schema/resilience.ts';

/** A provider with every setting decided; `null` where neither file nor environment says anything. */
export interface EffectiveProvider {
  readonly name: string;
  readonly kind: ProviderKind;
  /** `file`: configured; `environment`: its variables are set or it was asked for by kind; `detected`: found running. */
  readonly origin: 'file' | 'environment' | 'detected';
  /** Why it is there, as a clause: `OPENAI_API_KEY is set`. */
  readonly evidence: string;
  /** Without a slash at the end; `null` for bedrock. For ollama and anthropic without `/v1`. */
  readonly baseUrl: string | null;
  readonly apiKey: ConfiguredSecret | null;
  /** AWS region; `null` leaves it to the SDK's own configuration. */
  readonly region: string | null;
  /** Replaces the address of the Bedrock runtime. */
  readonly endpoint: string | null;
  readonly organization: string | null;
  readonly project: string | null;
  /** The model of all routes that are left out. */
  readonly model: string | null;
  readonly streamUsage: boolean;
  readonly resilience: ResilienceConfig | null;
}

type Presence = Pick<EffectiveProvider, 'name' | 'origin' | 'evidence'>;

/** Fills what the file leaves open with the environment's variables of that kind, then with defaults. */
export function fillProvider(
  presence: Presence,
  settings: ProviderConfig,
  environment: Environment,
): EffectiveProvider {
  const { kind } = settings;
  const variables = variablesOf(kind, environment);
  const baseUrl = settings.baseUrl ?? usualBaseUrl(kind, environment);
  // A key from the environment goes to the host it is meant for; another address needs a key of its own.
  const account = isUsualHost(kind, baseUrl, environment) ? variables : noVariables;
  return {
    name: presence.name,
    kind,
    origin: presence.origin,
    evidence: presence.evidence,
    baseUrl: baseUrl === null ? null : trimBaseUrl(kind, baseUrl),
    apiKey: settings.apiKey ?? account.apiKey,
    region: settings.region ?? variables.region,
    endpoint: settings.endpoint ?? null,
    organization: settings.organization ?? account.organization,
    project: settings.project ?? account.project,
    model: settings.model ?? variables.model,
    streamUsage: settings.streamUsage ?? true,
    resilience: settings.resilience ?? null,
  };
}

/** What keeps a provider from being of use, as a sentence; `null` when nothing is known to. */
export function providerWarning(provider: EffectiveProvider, environment: Environment): string | null {
  const { name, kind } = provider;
  if (kind === 'bedrock' && provider.region === null) {
    return `${name} has no AWS region: set AWS_REGION or \`region\`, unless your AWS profile names one`;
  }
  if ((kind !== 'openai' && kind !== 'anthropic') || provider.apiKey !== null) return null;
  const variable = `${kind.toUpperCase()}_API_KEY`;
  if (!isUsualHost(kind, provider.baseUrl, environment)) {
    if (variablesOf(kind, environment).apiKey === null) return null;
    return `${variable} is not sent to ${name}, which has an address of its own: set \`apiKey: env:${variable}\` if it shall be`;
  }
  return isKeyless(provider) ? `${name} has no API key: set ${variable} or \`apiKey\`` : null;
}

/** Whether every call is bound to be refused: the vendor's own host, and no key for it. */
export function isKeyless({ kind, baseUrl, apiKey }: EffectiveProvider): boolean {
  if ((kind !== 'openai' && kind !== 'anthropic') || apiKey !== null || baseUrl === null) return false;
  return isSameOrigin(baseUrl, providerKindFacts[kind].defaultBaseUrl ?? baseUrl);
}

interface Variables {
  readonly apiKey: ConfiguredSecret | null;
  readonly baseUrl: string | null;
  readonly model: string | null;
  readonly region: string | null;
  readonly organization: string | null;
  readonly project: string | null;
}

const noVariables: Variables = {
  apiKey: null,
  baseUrl: null,
  model: null,
  region: null,
  organization: null,
  project: null,
};

function variablesOf(kind: ProviderKind, environment: Environment): Variables {
  return kind === 'openai-compatible' ? noVariables : { ...noVariables, ...environment[kind] };
}

function usualBaseUrl(kind: ProviderKind, environment: Environment): string | null {
  return variablesOf(kind, environment).baseUrl ?? providerKindFacts[kind].defaultBaseUrl;
}

function isUsualHost(kind: ProviderKind, baseUrl: string | null, environment: Environment): boolean {
  const usual = usualBaseUrl(kind, environment);
  return usual === null || baseUrl === null || isSameOrigin(usual, baseUrl);
}

function trimBaseUrl(kind: ProviderKind, baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '');
  // People write both forms; these kinds have paths below and beside `/v1`.
  return kind === 'ollama' || kind === 'anthropic' ? trimmed.replace(/\/v1$/, '') : trimmed;
}
