import { type ConfigPath, valueAt } from '../config-path.ts';
import { nearestName } from '../nearest-name.ts';
import {
  isProviderKind,
  type KindSetting,
  type ProviderKindFacts,
  providerKindFacts,
  providerKinds,
} from '../provider-kinds.ts';
import { findPreset, loadBridgedProviders, loadProviderPresets, presetNames } from '../provider-presets.ts';
import { entriesOf } from './draft.ts';
import { didYouMean, errorAt, type Finding, isShowable } from './finding.ts';

const kindSettings: ReadonlySet<string> = new Set(Object.values(providerKindFacts).flatMap((facts) => facts.settings));

/** How packages call an address: set past `baseUrl`, it would be sent the key that is meant for the usual one. */
const addressNames: readonly string[] = ['baseURL', 'baseUrl'];

/** Kinds that there are not, and settings that a provider's kind does not have, or cannot do without. */
export function checkProviders(document: unknown): Finding[] {
  const findings = [...checkApis(document), ...checkBatches(document), ...checkBetas(document)];
  for (const [name, provider] of entriesOf(document, 'providers')) {
    const kind = valueAt(provider, ['kind']);
    if (typeof kind !== 'string' || kind === '') continue;
    const facts = factsOf(kind);
    if (facts === null) {
      findings.push(unknownKind(kind, ['providers', name, 'kind']));
      continue;
    }
    const allowed: ReadonlySet<string> = new Set<KindSetting>(facts.settings);
    for (const key of Object.keys(provider)) {
      if (!kindSettings.has(key) || allowed.has(key)) continue;
      const message = `a provider of kind ${kind} has no \`${key}\``;
      const hint = `it has: ${[...facts.settings, 'model', 'resilience'].join(', ')}`;
      findings.push({ level: 'error', path: ['providers', name, key], at: 'key', message, hint });
    }
    findings.push(...checkBedrock(name, kind, provider), ...checkApi(name, kind, provider));
    for (const key of addressNames) {
      if (valueAt(provider, ['settings', key]) === undefined) continue;
      const path = ['providers', name, 'settings', key];
      findings.push(errorAt(path, `\`${key}\` is not read here`, 'write it as `baseUrl` of the provider'));
    }
    for (const key of facts.required) {
      if (Object.hasOwn(provider, key)) continue;
      findings.push(errorAt(['providers', name, key], `\`${key}\` is missing; a provider of kind ${kind} needs it`));
    }
  }
  return findings;
}

const bedrockApis = ['converse', 'openai', 'anthropic'];

/** A way to ask that is another kind's. */
function checkApi(name: string, kind: string, provider: object): Finding[] {
  const api = valueAt(provider, ['api']);
  if (typeof api !== 'string' || (kind !== 'openai' && kind !== 'bedrock')) return [];
  const allowed = kind === 'bedrock' ? bedrockApis : ['chat', 'responses'];
  if (allowed.includes(api)) return [];
  const words = allowed.map((one) => `\`${one}\``).join(' or ');
  return [errorAt(['providers', name, 'api'], `a provider of kind ${kind} is asked in ${words}`)];
}

/** Only Anthropic's own format has such flags. */
function checkBetas(document: unknown): Finding[] {
  const written = (['providers', 'targets'] as const).flatMap((section) =>
    entriesOf(document, section).map(([name, entry]) => ({ path: [section, name, 'allowedBetas'], entry })),
  );
  return written.flatMap(({ path, entry }): Finding[] => {
    if (!Object.hasOwn(entry, 'allowedBetas')) return [];
    const named = valueAt(entry, ['provider']);
    const provider =
      path[0] === 'targets' && typeof named === 'string' ? valueAt(document, ['providers', named]) : entry;
    const kind = valueAt(provider, ['kind']) ?? named;
    const takesThem = kind === 'anthropic' || kind === 'vertexai';
    if (takesThem || (kind === 'bedrock' && valueAt(provider, ['api']) === 'anthropic')) return [];
    // A provider whose kind has no such setting is told so with all its other settings.
    if (path[0] === 'providers' && kind !== 'bedrock') return [];
    const message = '`allowedBetas` is for Claude at anthropic, vertexai, or bedrock with `api: anthropic`';
    return [{ level: 'error', path, at: 'key', message, hint: 'leave it out' }];
  });
}

/** Converse is signed with the credentials of the AWS chain. */
function checkBedrock(name: string, kind: string, provider: object): Finding[] {
  if (kind !== 'bedrock' || ['openai', 'anthropic'].includes(String(valueAt(provider, ['api'])))) return [];
  return ['apiKey', 'apiKeys']
    .filter((key) => Object.hasOwn(provider, key))
    .map((key): Finding => {
      const message = `a provider of kind bedrock has no \`${key}\`, unless its \`api\` is \`openai\` or \`anthropic\``;
      const hint = 'credentials come from the AWS chain';
      return { level: 'error', path: ['providers', name, key], at: 'key', message, hint };
    });
}

/** Targets that choose between formats where their provider has but one. */
function checkApis(document: unknown): Finding[] {
  return entriesOf(document, 'targets').flatMap(([name, target]): Finding[] => {
    const provider = valueAt(target, ['provider']);
    if (!Object.hasOwn(target, 'api') || typeof provider !== 'string') return [];
    const kind = valueAt(document, ['providers', provider, 'kind']) ?? provider;
    if (kind === 'openai') return [];
    const message = 'only a provider of kind openai can be asked in more than one way';
    return [{ level: 'error', path: ['targets', name, 'api'], at: 'key', message, hint: 'leave `api` out' }];
  });
}

const batchKinds: readonly unknown[] = ['openai', 'anthropic'];

/** Targets whose batches are to be handed to a provider that does not take them here. */
function checkBatches(document: unknown): Finding[] {
  return entriesOf(document, 'targets').flatMap(([name, target]): Finding[] => {
    const provider = valueAt(target, ['provider']);
    if (valueAt(target, ['batch']) !== 'provider' || typeof provider !== 'string') return [];
    const kind = valueAt(document, ['providers', provider, 'kind']) ?? provider;
    if (batchKinds.includes(kind)) return [];
    const message = 'only providers of kind openai and anthropic are handed batches';
    return [{ level: 'error', path: ['targets', name, 'batch'], at: 'key', message, hint: 'leave `batch` out' }];
  });
}

/** A preset has all settings of the kind it speaks as, and its address is known. */
function factsOf(kind: string): Pick<ProviderKindFacts, 'settings' | 'required'> | null {
  if (isProviderKind(kind)) return providerKindFacts[kind];
  if (findPreset(loadProviderPresets(), kind) === null) return null;
  return { settings: providerKindFacts['openai-compatible'].settings, required: [] };
}

function unknownKind(kind: string, path: ConfigPath): Finding {
  const nearest = nearestName(kind, [...providerKinds, ...presetNames(loadProviderPresets())]);
  const bridged = loadBridgedProviders().find((one) => one.package === `@ai-sdk/${kind}`);
  const message = isShowable(kind, nearest)
    ? `\`${kind}\` is no kind of provider and no preset`
    : 'this is no kind of provider and no preset';
  if (bridged !== undefined)
    return errorAt(path, message, `\`kind: ai-sdk\` with \`package: '${bridged.package}'\` is one`);
  return errorAt(path, message, didYouMean(nearest) ?? '`npx cato check --providers` lists them');
}
