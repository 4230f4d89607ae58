import { isSameOrigin } from './base-url.ts';
import type { ProviderConfig } from './cato-config.ts';
import type { ConfiguredSecret } from './configured-secret.ts';
import { azureProblem, type EffectiveAzure, fillAzure } from './effective-azure.ts';
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
  /** Further keys, taken in turn with `apiKey`. */
  readonly otherApiKeys: readonly ConfiguredSecret[];
  /** The proxy's address; `null` = as the environment says for the address that is called, `none` = none even then. */
  readonly proxy: ConfiguredSecret | 'none' | null;
  /** AWS region; `null` leaves it to the SDK's own configuration. */
  readonly region: string | null;
  /** Replaces the address of the Bedrock or SageMaker runtime. */
  readonly endpoint: string | null;
  readonly organization: string | null;
  readonly project: string | null;
  /** Where Google serves it; `null` for all kinds but vertexai. */
  readonly vertex: EffectiveVertex | null;
  /** Interface and identity; `null` for all kinds but azure. */
  readonly azure: EffectiveAzure | null;
  /** What is asked of an endpoint; `null` for all kinds but sagemaker. */
  readonly sageMaker: EffectiveSageMaker | null;
  /** How weights on this machine are run; `null` for all kinds but llama-cpp and onnx-encoder. */
  readonly weights: EffectiveWeights | null;
  /** The package that is bridged; `null` for all kinds but ai-sdk. */
  readonly bridge: EffectiveBridge | null;
  /** The usual way to ask: Chat or Responses of openai, one of Bedrock's three. */
  readonly api: NonNullable<ProviderConfig['api']>;
  /** The model of all routes that are left out. */
  readonly model: string | null;
  /** The beta flags it takes; `null` = it judges by itself. */
  readonly allowedBetas: readonly string[] | null;
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

export interface EffectiveSageMaker {
  readonly targetVariant: string | null;
  readonly targetModel: string | null;
  /** What the body says as `model`; `null` = nothing. */
  readonly servedModel: string | null;
}

export interface EffectiveWeights {
  /** Where the look-up of the packages that run them begins. */
  readonly folder: string;
  /** `null` = as many as the adapter takes. */
  readonly threads: number | null;
  /** Answers at the same time; `null` = one. */
  readonly parallel: number | null;
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
  const [apiKey = keyOfEnvironment(settings, account), ...otherApiKeys] = ownKeys(settings);
  return {
    name: presence.name,
    kind,
    preset,
    origin: presence.origin,
    evidence: presence.evidence,
    baseUrl: baseUrl === null ? null : trimBaseUrl(kind, baseUrl),
    apiKey,
    otherApiKeys,
    proxy: settings.proxy ?? null,
    region: settings.region ?? variables.region,
    endpoint: settings.endpoint ?? null,
    organization: settings.organization ?? account.organization,
    project: kind === 'vertexai' ? null : (settings.project ?? account.project),
    vertex: kind === 'vertexai' ? fillVertex(settings, environment) : null,
    azure: kind === 'azure' ? fillAzure(settings, environment, apiKey !== null) : null,
    sageMaker: kind === 'sagemaker' ? fillSageMaker(settings) : null,
    weights: kind === 'llama-cpp' || kind === 'onnx-encoder' ? fillWeights(settings) : null,
    bridge: kind === 'ai-sdk' ? fillBridge(settings) : null,
    api: settings.api ?? (kind === 'bedrock' ? 'converse' : 'chat'),
    model: settings.model ?? variables.model,
    allowedBetas: settings.allowedBetas ?? null,
    streamUsage: settings.streamUsage ?? true,
    resilience: settings.resilience ?? null,
  };
}

function ownKeys({ apiKey, apiKeys = [] }: ProviderConfig): readonly ConfiguredSecret[] {
  return apiKey === undefined ? apiKeys : [apiKey, ...apiKeys];
}

/** Where another way to prove who asks was chosen, a key that lies about is not taken. */
function keyOfEnvironment({ kind, identity, api = 'converse' }: ProviderConfig, { apiKey }: Variables) {
  return identity !== undefined || (kind === 'bedrock' && api === 'converse') ? null : apiKey;
}

function fillSageMaker({ targetVariant, targetModel, servedModel }: ProviderConfig): EffectiveSageMaker {
  return {
    targetVariant: targetVariant ?? null,
    targetModel: targetModel ?? null,
    servedModel: servedModel ?? null,
  };
}

function fillWeights({ folder, threads, parallel }: ProviderConfig): EffectiveWeights {
  return { folder: folder ?? '.', threads: threads ?? null, parallel: parallel ?? null };
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
export function providerProblem({ name, kind, baseUrl, api, region, vertex, azure }: EffectiveProvider): string | null {
  if (azure !== null) return azureProblem(name, baseUrl, azure);
  if (kind === 'bedrock' && api !== 'converse' && region === null) {
    return `${name} has no AWS region: set AWS_REGION or \`region\``;
  }
  if (vertex === null) return null;
  if (vertex.project === null) return `${name} has no Google Cloud project: set VERTEXAI_PROJECT or \`project\``;
  return googleProjectPattern.test(vertex.project)
    ? null
    : `the project of ${name} is no Google Cloud project’s id or number`;
}

/** What keeps a provider from being of use, as a sentence; `null` when nothing is known to. */
export function providerWarning(provider: EffectiveProvider, environment: Environment): string | null {
  const { name, kind, preset, baseUrl } = provider;
  if ((kind === 'bedrock' || kind === 'sagemaker') && provider.region === null) {
    return `${name} has no AWS region: set AWS_REGION or \`region\`, unless your AWS profile names one`;
  }
  if (kind === 'bedrock' && provider.api !== 'converse') {
    return provider.apiKey === null
      ? `${name} has no Bedrock API key: set AWS_BEARER_TOKEN_BEDROCK or \`apiKey\``
      : null;
  }
  if (provider.azure !== null && provider.azure.identity !== null) return null;
  const variable = keyVariableOf(provider, environment);
  if (variable === null || provider.apiKey !== null) return null;
  if (!isSameHost(usualBaseUrl(kind, preset, environment), baseUrl)) {
    if (variablesOf(kind, preset, environment).apiKey === null) return null;
    return `${variable} is not sent to ${name}, which has an address of its own: set \`apiKey: env:${variable}\` if it shall be`;
  }
  return isKeyless(provider) ? `${name} has no API key: set ${variable} or \`apiKey\`` : null;
}

/** Whether every call is bound to be refused: the vendor's own host, and no key for it. */
export function isKeyless({ kind, preset, baseUrl, apiKey, azure }: EffectiveProvider): boolean {
  if (azure !== null && azure.identity !== null) return false;
  const wantsKey = preset === null ? keyVariables[kind] !== undefined : preset.keyVariable !== null;
  if (!wantsKey || apiKey !== null || baseUrl === null) return false;
  return isSameOrigin(baseUrl, preset?.baseUrl ?? providerKindFacts[kind].defaultBaseUrl ?? baseUrl);
}

/** Kinds whose vendor wants a key, and the variable it is looked for in. */
const keyVariables: Readonly<Partial<Record<ProviderKind, string>>> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  gemini: 'GEMINI_API_KEY',
  azure: 'AZURE_OPENAI_API_KEY',
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
  switch (kind) {
    case 'openai-compatible':
    case 'ai-sdk':
    case 'llama-cpp':
    case 'onnx-encoder':
      return noVariables;
    case 'sagemaker':
      return { ...noVariables, region: environment.bedrock.region };
    case 'bedrock':
      return { ...noVariables, ...environment.bedrock, apiKey: environment.bedrock.bearerToken };
    default:
      return { ...noVariables, ...environment[kind] };
  }
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
