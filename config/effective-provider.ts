import { isSameOrigin } from './base-url.ts';
import type { ProviderConfig } from './cato-config.ts';
import type { ConfiguredSecret } from './configured-secret.ts';
import type { Environment } from './environment.ts';
import { googleProjectPattern } from './google-names.ts';
import { isProviderKind, type ProviderKind, providerKindFacts } from './provider-kinds.ts';
import type { ProviderPreset } from './provider-preset.ts';
import { findPreset, loadProviderPresets, presetKeyVariable, presetModelVariable } from './provider-presets.ts';
import type { ResilienceConfig } from './schema/resilience.ts';

/** A provider with every setting decided; `null` where neither file nor environment says anything. */
export interface EffectiveProvider {
  readonly name: string;
  /** The adapter's; that of a preset is `openai-compatible`. */
  readonly kind: ProviderKind;
  /** The preset that its `kind` names; `null` = its kind is one of Cato's own. */
  readonly preset: ProviderPreset | null;
  /** `file`: configured; `environment`: its variables are set or it was asked for by kind; `detected`: found running. */
  readonly origin: 'file' | 'environment' | 'detected';
  /** Why it is there, as a clause: `OPENAI_API_KEY is set`. */
  readonly evidence: string;
  /** Without a slash at the end; `null` where a setting or the adapter decides. For ollama and anthropic without `/v1`. */
  readonly baseUrl: string | null;
  readonly apiKey: ConfiguredSecret | null;
  /** AWS region; `null` leaves it to the SDK's own configuration. */
  readonly region: string | null;
  /** Replaces the address of the Bedrock runtime. */
  readonly endpoint: string | null;
  readonly organization: string | null;
  readonly project: string | null;
  /** Where Google serves it; `null` for all kinds but vertexai. */
  readonly vertex: EffectiveVertex | null;
  /** The package that is bridged; `null` for all kinds but ai-sdk. */
  readonly bridge: EffectiveBridge | null;
  /** The usual way to ask; Responses at openai alone. */
  readonly api: 'chat' | 'responses';
  /** The model of all routes that are left out. */
  readonly model: string | null;
  readonly streamUsage: boolean;
  readonly resilience: ResilienceConfig | null;
}

export interface EffectiveVertex {
  /** `null` is a problem that `effectiveConfig` tells. */
  readonly project: string | null;
  readonly location: string;
  /** Path of a credentials file; `null` leaves it to where Google's own tools look. */
  readonly credentialsFile: string | null;
  readonly quotaProject: string | null;
}

export interface EffectiveBridge {
  readonly package: string;
  /** `null` = the only one the package has. */
  readonly factory: string | null;
  /** Where the look-up of the package begins. */
  readonly folder: string;
  /** By the package's own names; what was a reference is a `Secret`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly providerOptions: ProviderConfig['providerOptions'] | null;
}

/** Serves the newest models. */
const defaultLocation = 'global';

type Presence = Pick<EffectiveProvider, 'name' | 'origin' | 'evidence'>;

/** Fills what the file leaves open with the environment's variables of that kind, then with defaults. */
export function fillProvider(
  presence: Presence,
  settings: ProviderConfig,
  environment: Environment,
): EffectiveProvider {
  const preset = presetOf(settings.kind);
  const kind = isProviderKind(settings.kind) ? settings.kind : 'openai-compatible';
  const variables = variablesOf(kind, preset, environment);
  const usual = usualBaseUrl(kind, preset, environment);
  const baseUrl = settings.baseUrl ?? usual;
  // A key from the environment goes to the host it is meant for; another address needs a key of its own.
  const account = isSameHost(usual, baseUrl) ? variables : noVariables;
  return {
    name: presence.name,
    kind,
    preset,
    origin: presence.origin,
    evidence: presence.evidence,
    baseUrl: baseUrl === null ? null : trimBaseUrl(kind, baseUrl),
    apiKey: settings.apiKey ?? account.apiKey,
    region: settings.region ?? variables.region,
    endpoint: settings.endpoint ?? null,
    organization: settings.organization ?? account.organization,
    project: kind === 'vertexai' ? null : (settings.project ?? account.project),
    vertex: kind === 'vertexai' ? fillVertex(settings, environment) : null,
    bridge: kind === 'ai-sdk' ? fillBridge(settings) : null,
    api: settings.api ?? 'chat',
    model: settings.model ?? variables.model,
    streamUsage: settings.streamUsage ?? true,
    resilience: settings.resilience ?? null,
  };
}

function fillVertex(settings: ProviderConfig, { vertexai }: Environment): EffectiveVertex {
  return {
    project: settings.project ?? vertexai.project,
    location: settings.location ?? vertexai.location ?? defaultLocation,
    credentialsFile: settings.credentialsFile ?? null,
    quotaProject: settings.quotaProject ?? null,
  };
}

function fillBridge(settings: ProviderConfig): EffectiveBridge {
  return {
    package: settings.package ?? '',
    factory: settings.factory ?? null,
    folder: settings.folder ?? '.',
    settings: settings.settings ?? {},
    providerOptions: settings.providerOptions ?? null,
  };
}

/** What keeps the gateway from starting with a provider, as a sentence; `null` when nothing does. */
export function providerProblem({ name, vertex }: EffectiveProvider): string | null {
  if (vertex === null) return null;
  if (vertex.project === null) return `${name} has no Google Cloud project: set VERTEXAI_PROJECT or \`project\``;
  return googleProjectPattern.test(vertex.project)
    ? null
    : `the project of ${name} is no Google Cloud project’s id or number`;
}

/** What keeps a provider from being of use, as a sentence; `null` when nothing is known to. */
export function providerWarning(provider: EffectiveProvider, environment: Environment): string | null {
  const { name, kind, preset, baseUrl } = provider;
  if (kind === 'bedrock' && provider.region === null) {
    return `${name} has no AWS region: set AWS_REGION or \`region\`, unless your AWS profile names one`;
  }
  const variable = keyVariableOf(provider, environment);
  if (variable === null || provider.apiKey !== null) return null;
  if (!isSameHost(usualBaseUrl(kind, preset, environment), baseUrl)) {
    if (variablesOf(kind, preset, environment).apiKey === null) return null;
    return `${variable} is not sent to ${name}, which has an address of its own: set \`apiKey: env:${variable}\` if it shall be`;
  }
  return isKeyless(provider) ? `${name} has no API key: set ${variable} or \`apiKey\`` : null;
}

/** Whether every call is bound to be refused: the vendor's own host, and no key for it. */
export function isKeyless({ kind, preset, baseUrl, apiKey }: EffectiveProvider): boolean {
  const wantsKey = preset === null ? keyVariables[kind] !== undefined : preset.keyVariable !== null;
  if (!wantsKey || apiKey !== null || baseUrl === null) return false;
  return isSameOrigin(baseUrl, preset?.baseUrl ?? providerKindFacts[kind].defaultBaseUrl ?? baseUrl);
}

/** Kinds whose vendor wants a key, and the variable it is looked for in. */
const keyVariables: Readonly<Partial<Record<ProviderKind, string>>> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  gemini: 'GEMINI_API_KEY',
};

/** The variable to name to people; `null` where no key is asked for. */
function keyVariableOf({ kind, preset }: EffectiveProvider, { keys }: Environment): string | null {
  if (preset !== null) return presetKeyVariable(preset, (name) => Object.hasOwn(keys, name));
  return keyVariables[kind] ?? null;
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

/** Presets are read only for kinds that are not Cato's own. */
function presetOf(kind: string): ProviderPreset | null {
  return isProviderKind(kind) ? null : findPreset(loadProviderPresets(), kind);
}

function variablesOf(kind: ProviderKind, preset: ProviderPreset | null, environment: Environment): Variables {
  if (preset !== null) {
    const variable = presetKeyVariable(preset, (name) => Object.hasOwn(environment.keys, name));
    return {
      ...noVariables,
      apiKey: variable === null ? null : (environment.keys[variable] ?? null),
      model: environment.models[presetModelVariable(preset)] ?? null,
    };
  }
  return kind === 'openai-compatible' || kind === 'ai-sdk' ? noVariables : { ...noVariables, ...environment[kind] };
}

function usualBaseUrl(kind: ProviderKind, preset: ProviderPreset | null, environment: Environment): string | null {
  if (preset !== null) return preset.baseUrl;
  return variablesOf(kind, null, environment).baseUrl ?? providerKindFacts[kind].defaultBaseUrl;
}

function isSameHost(usual: string | null, baseUrl: string | null): boolean {
  return usual === null || baseUrl === null || isSameOrigin(usual, baseUrl);
}

function trimBaseUrl(kind: ProviderKind, baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, '');
  // People write both forms; these kinds have paths below and beside `/v1`.
  return kind === 'ollama' || kind === 'anthropic' ? trimmed.replace(/\/v1$/, '') : trimmed;
}
