import type { BridgedProvider } from '../../config/bridged-provider.ts';
import { countProviders, listProviders } from '../../config/list-providers.ts';
import type { ProviderPreset, ProviderQuirks } from '../../config/provider-preset.ts';
import { presetLabel } from '../../config/provider-presets.ts';
import { providerExamples } from './provider-examples.ts';

/** The page `docs/providers.md`, made of the data. */
export function providersDocument(presets: readonly ProviderPreset[], bridged: readonly BridgedProvider[]): string {
  const counts = countProviders(listProviders(presets, bridged));
  return `${[
    '# Providers',
    '<!-- Written by scripts/emit-providers-doc.ts from the data; do not edit. -->',
    'A provider is configured under `providers:` in `cato.yaml`; each line below stands there as it is.',
    'How sure you can be differs, so the three groups are counted apart:',
    table(
      ['group', 'how many', 'what it means'],
      [
        ['own adapters', String(counts.own), 'written for Cato and tested with fixtures'],
        [
          'presets',
          String(counts.presets),
          `${presetLabel}: address, key variable and quirks as public packages state them`,
        ],
        [
          'bridged',
          String(counts.bridged),
          'packages of the AI SDK that speak the right interface; not installed, not verified here',
        ],
      ],
    ),
    'A provider may be in more than one group.',
    '## Own adapters',
    ...providerExamples.flatMap(({ kind, about, yaml }) => [`### ${kind}`, about, fenced(inFile(yaml))]),
    '## Presets',
    presetsIntroduction,
    fenced('providers:\n  groq: { kind: groq }\n  router: { kind: openrouter, apiKey: env:MY_ROUTER_KEY }'),
    table(['kind', 'provider', 'address', 'key', 'quirks', 'source'], presets.map(presetRow)),
    '## Bridged',
    'Install the package in the folder of `cato.yaml`, then:',
    fenced(
      "providers:\n  cohere:\n    kind: ai-sdk\n    package: '@ai-sdk/cohere'   # npm install @ai-sdk/cohere\n    apiKey: env:COHERE_API_KEY",
    ),
    'Packages that take a `fetch` of their own, as all of `@ai-sdk/` do, call over the HTTP of Cato: pooled, bounded, without redirects. What a package cannot pass on is refused by name, or said in `x-cato-changes`. Tools the provider runs by itself, speech and pictures are not bridged.',
    table(
      ['package', 'made by', 'version looked at'],
      bridged.map(({ package: name, factory, version }) => [code(name), code(factory), version]),
    ),
  ].join('\n\n')}\n`;
}

const presetsIntroduction =
  'The name is all that is needed: `kind: groq`. Any setting of `openai-compatible` may be added and wins over the preset; the model of routes that are left out may also come from the variable beside the key’s, such as `GROQ_MODEL`. ' +
  'Each row is written by `scripts/import-providers.ts` from published packages of pinned versions; the source says which file of which package. ' +
  "Where packages disagree, the provider's own package is believed, then the catalogue, then LiteLLM; what the others say stands in `config/provider-presets.json`. " +
  'Nobody has called these addresses for this table.';

function presetRow({
  name,
  aliases,
  displayName,
  baseUrl,
  keyVariable,
  otherKeyVariables,
  quirks,
  sources,
}: ProviderPreset) {
  const also = aliases.length === 0 ? '' : ` (also ${aliases.map(code).join(', ')})`;
  const keys = keyVariable === null ? 'none, local' : [keyVariable, ...otherKeyVariables].map(code).join(', ');
  const from = sources.map((source) => `${source.package} ${code(source.path)}`).join('; ');
  return [code(name) + also, plain(displayName), code(baseUrl), keys, describeQuirks(quirks), from];
}

function describeQuirks({ outputLimitField, developerRole, store, textContent, keyHeader }: ProviderQuirks): string {
  return [
    ...(outputLimitField === undefined ? [] : [code(outputLimitField)]),
    ...(developerRole === undefined ? [] : ['no `developer` role']),
    ...(store === undefined ? [] : ['no `store`']),
    ...(textContent === undefined ? [] : ['text content only']),
    ...(keyHeader === undefined ? [] : [`key also in ${code(keyHeader)}`]),
  ].join(', ');
}

function inFile(yaml: string): string {
  return yaml === '{}' ? 'version: 1   # no providers: the embedded model answers' : `providers:\n  ${yaml}`;
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${plain(text)}\``;
}

function plain(text: string): string {
  return text.replace(/[|`<>\r\n]/g, ' ').trim();
}
