import { Secret } from '../core/access/secret.ts';
import { awsRegionPattern } from './aws-region.ts';
import { baseUrlFault } from './base-url.ts';
import { type ConfiguredSecret, isSendable } from './configured-secret.ts';
import { defaultListen } from './default-settings.ts';
import { googleLocationPattern, googleProjectPattern } from './google-names.ts';

/** What the local program is told by environment variables. An empty variable counts as unset. */
export interface Environment {
  /** PORT; 4000 unless set. 0 takes any free port. */
  readonly port: number;
  /** HOST; 127.0.0.1 unless set. */
  readonly host: string;
  /** CATO_CONFIG: path of the configuration. */
  readonly configFile: string | null;
  /** CATO_DATA: directory of the state, or `:memory:`. */
  readonly dataDirectory: string | null;
  /** CATO_MASTER_KEY: the key every client must send. */
  readonly masterKey: Secret | null;
  /** LLM_PROVIDER: the default provider's name or kind; overrides the file. `effectiveConfig` knows whether there is one. */
  readonly defaultProvider: string | null;
  /** OPENAI_… */
  readonly openai: ProviderVariables & { readonly organization: string | null; readonly project: string | null };
  /** ANTHROPIC_… */
  readonly anthropic: ProviderVariables;
  /** OLLAMA_… */
  readonly ollama: Omit<ProviderVariables, 'apiKey'>;
  readonly bedrock: {
    /** AWS_REGION, else AWS_DEFAULT_REGION. */
    readonly region: string | null;
    /** BEDROCK_MODEL_ID. */
    readonly model: string | null;
    /** The variable that says AWS credentials are at hand; the credentials themselves are the SDK's business. */
    readonly credentialsVariable: string | null;
    /** AWS_BEARER_TOKEN_BEDROCK: a Bedrock API key. */
    readonly bearerToken: ConfiguredSecret | null;
  };
  /** GEMINI_…; the key also as GOOGLE_API_KEY. */
  readonly gemini: ProviderVariables;
  /** AZURE_OPENAI_…; the model is that of AZURE_OPENAI_DEPLOYMENT, the address of AZURE_OPENAI_ENDPOINT. */
  readonly azure: ProviderVariables & {
    /** OPENAI_API_VERSION. */
    readonly apiVersion: string | null;
    readonly identity: AzureVariables;
  };
  readonly vertexai: {
    /** VERTEXAI_PROJECT, else GCP_PROJECT_ID. */
    readonly project: string | null;
    /** VERTEXAI_LOCATION. */
    readonly location: string | null;
    /** VERTEXAI_MODEL. */
    readonly model: string | null;
  };
  /** Every variable that is named like a key (`…_KEY`, `…_TOKEN`, `…_PAT`), by its name: presets take theirs from here. */
  readonly keys: Readonly<Record<string, ConfiguredSecret>>;
  /** Every variable that is named like a model (`…_MODEL`), by its name: that of a preset stands beside its key. */
  readonly models: Readonly<Record<string, string>>;
}

export interface ProviderVariables {
  readonly apiKey: ConfiguredSecret | null;
  readonly model: string | null;
  readonly baseUrl: string | null;
}

/** What Azure's own tools are told of an identity: AZURE_… and IDENTITY_…; `null` = unset. */
export interface AzureVariables {
  readonly tenantId: string | null;
  readonly clientId: string | null;
  readonly clientSecret: Secret | null;
  /** AZURE_FEDERATED_TOKEN_FILE. */
  readonly tokenFile: string | null;
  /** AZURE_AUTHORITY_HOST. */
  readonly authority: string | null;
  /** IDENTITY_ENDPOINT and IDENTITY_HEADER: an app service's managed identity. */
  readonly endpoint: string | null;
  readonly header: Secret | null;
}

/** What is wrong with one environment variable. Holds no secret. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly message: string;
}

export interface ParsedEnvironment {
  readonly environment: Environment;
  readonly problems: readonly EnvironmentProblem[];
}

const credentialsVariables = [
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
] as const;

/** Reads the variables once, all problems at once. A variable with a problem counts as unset. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): ParsedEnvironment {
  const problems: EnvironmentProblem[] = [];
  const text = (variable: string, fault: (text: string) => string | null = () => null): string | null => {
    const value = variables[variable]?.trim();
    if (value === undefined || value === '') return null;
    const message = fault(value);
    if (message === null) return value;
    problems.push({ variable, message });
    return null;
  };
  const apiKey = (variable: string): ConfiguredSecret | null => {
    const value = text(variable, headerFault);
    return value === null ? null : { reference: `env:${variable}`, value: new Secret(value) };
  };
  const secret = (variable: string): Secret | null => apiKey(variable)?.value ?? null;
  const provider = (prefix: string) => ({
    model: text(`${prefix}_MODEL`),
    baseUrl: text(`${prefix}_BASE_URL`, baseUrlFault),
  });
  const environment: Environment = {
    port: Number(text('PORT', portFault) ?? defaultListen.port),
    host: text('HOST', hostFault) ?? defaultListen.host,
    configFile: text('CATO_CONFIG'),
    dataDirectory: text('CATO_DATA'),
    masterKey: apiKey('CATO_MASTER_KEY')?.value ?? null,
    defaultProvider: text('LLM_PROVIDER'),
    openai: {
      ...provider('OPENAI'),
      apiKey: apiKey('OPENAI_API_KEY'),
      organization: text('OPENAI_ORG_ID', headerFault),
      project: text('OPENAI_PROJECT_ID', headerFault),
    },
    anthropic: { ...provider('ANTHROPIC'), apiKey: apiKey('ANTHROPIC_API_KEY') },
    ollama: provider('OLLAMA'),
    bedrock: {
      region: text('AWS_REGION', regionFault) ?? text('AWS_DEFAULT_REGION', regionFault),
      model: text('BEDROCK_MODEL_ID'),
      bearerToken: apiKey('AWS_BEARER_TOKEN_BEDROCK'),
      credentialsVariable: credentialsVariables.find((variable) => text(variable) !== null) ?? null,
    },
    gemini: { ...provider('GEMINI'), apiKey: apiKey('GEMINI_API_KEY') ?? apiKey('GOOGLE_API_KEY') },
    azure: {
      apiKey: apiKey('AZURE_OPENAI_API_KEY'),
      baseUrl: text('AZURE_OPENAI_ENDPOINT', baseUrlFault),
      model: text('AZURE_OPENAI_DEPLOYMENT'),
      apiVersion: text('OPENAI_API_VERSION', versionFault),
      identity: {
        tenantId: text('AZURE_TENANT_ID'),
        clientId: text('AZURE_CLIENT_ID'),
        clientSecret: secret('AZURE_CLIENT_SECRET'),
        tokenFile: text('AZURE_FEDERATED_TOKEN_FILE'),
        authority: text('AZURE_AUTHORITY_HOST', baseUrlFault),
        endpoint: text('IDENTITY_ENDPOINT', baseUrlFault),
        header: secret('IDENTITY_HEADER'),
      },
    },
    vertexai: {
      project: text('VERTEXAI_PROJECT', projectFault) ?? text('GCP_PROJECT_ID', projectFault),
      location: text('VERTEXAI_LOCATION', locationFault),
      model: text('VERTEXAI_MODEL'),
    },
    keys: keysIn(variables),
    models: modelsIn(variables),
  };
  return { environment, problems };
}

/** Whatever cannot be sent as a key is none: most of these variables are nobody's business here. */
function keysIn(variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, ConfiguredSecret>> {
  const keys: Record<string, ConfiguredSecret> = {};
  for (const [name, value = ''] of Object.entries(variables)) {
    const text = value.trim();
    if (/^[A-Z0-9_]+_(?:KEY|TOKEN|PAT)$/.test(name) && isSendable(text)) {
      keys[name] = { reference: `env:${name}`, value: new Secret(text) };
    }
  }
  return keys;
}

function modelsIn(variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const models: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(variables)) {
    if (/^[A-Z0-9_]+_MODEL$/.test(name) && value.trim() !== '') models[name] = value.trim();
  }
  return models;
}

function portFault(text: string): string | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? null : 'expected a port number from 0 to 65535';
}

function hostFault(text: string): string | null {
  return /^[\w.:%-]+$/.test(text) ? null : 'expected an address or a host name, without a scheme or port';
}

function headerFault(text: string): string | null {
  return isSendable(text) ? null : 'cannot be sent in a header; expected one line of ASCII without spaces';
}

function regionFault(text: string): string | null {
  return awsRegionPattern.test(text) ? null : 'expected an AWS region such as us-east-1';
}

function versionFault(text: string): string | null {
  return /^[\w.-]+$/.test(text) ? null : 'expected a version such as 2024-10-21';
}

function projectFault(text: string): string | null {
  return googleProjectPattern.test(text) ? null : 'expected a Google Cloud project, by its id or number';
}

function locationFault(text: string): string | null {
  return googleLocationPattern.test(text) ? null : 'expected a location such as us-central1, us, eu or global';
}
