import type { ProviderQuirks } from '../../config/provider-preset.ts';
import { leftOutOfLitellm } from './left-out-of-litellm.ts';
import { isLoopback, type ProviderFact, presetName, usableBaseUrl } from './provider-fact.ts';

/** What `python-provider-facts.py` prints. */
export interface LitellmData {
  readonly branches: readonly {
    readonly provider: string;
    readonly baseUrls: readonly string[];
    readonly keyVariables: readonly string[];
    readonly member: string;
    readonly renamesOutputLimit: boolean;
  }[];
  readonly registry: Readonly<Record<string, RegistryEntry>>;
  readonly displayNames: Readonly<Record<string, string>>;
}

interface RegistryEntry {
  readonly base_url: string;
  readonly api_key_env: string;
  readonly param_mappings?: Readonly<Record<string, string>>;
  readonly special_handling?: Readonly<Record<string, boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const registryPath = 'litellm/llms/openai_like/providers.json';

/** LiteLLM's providers that speak Chat Completions at one known address. */
export function litellmFacts(data: LitellmData, packageId: string): readonly ProviderFact[] {
  const fromRegistry = Object.entries(data.registry).map(([id, entry]) => ({
    name: presetName(id),
    displayName: displayNameOf(data, id),
    baseUrl: usableBaseUrl(entry.base_url),
    keyVariables: [entry.api_key_env],
    quirks: registryQuirks(entry),
    source: { package: packageId, path: registryPath },
  }));
  const fromCode = data.branches.flatMap((branch) => {
    const [address, ...others] = branch.baseUrls;
    if (address === undefined || others.length > 0 || leftOutOfLitellm.has(branch.provider)) return [];
    const baseUrl = usableBaseUrl(address);
    if (baseUrl === null || (branch.keyVariables.length === 0 && !isLoopback(baseUrl))) return [];
    return {
      name: presetName(branch.provider),
      displayName: displayNameOf(data, branch.provider),
      baseUrl,
      keyVariables: branch.keyVariables,
      quirks: branch.renamesOutputLimit ? ({ outputLimitField: 'max_tokens' } as const) : {},
      source: { package: packageId, path: branch.member },
    };
  });
  return [...fromRegistry, ...fromCode];
}

/** `Groq (`groq`)` → `Groq`. */
function displayNameOf({ displayNames }: LitellmData, id: string): string | null {
  return displayNames[id]?.replace(/\s*\(`[^`]*`\)\s*$/, '') ?? null;
}

function registryQuirks({ param_mappings, special_handling, headers }: RegistryEntry): ProviderQuirks {
  const [keyHeader] = Object.entries(headers ?? {}).find(([, value]) => value === '{api_key}') ?? [];
  return {
    ...(param_mappings?.max_completion_tokens === 'max_tokens' ? { outputLimitField: 'max_tokens' } : {}),
    ...(special_handling?.force_store_false === true ? { store: false } : {}),
    ...(special_handling?.convert_content_list_to_string === true ? { textContent: true } : {}),
    ...(keyHeader === undefined ? {} : { keyHeader }),
  };
}
