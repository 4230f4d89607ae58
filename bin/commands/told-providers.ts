import { countProviders, type ListedProvider, listProviders } from '../../config/list-providers.ts';
import { loadBridgedProviders, loadProviderPresets } from '../../config/provider-presets.ts';

/** Every provider that can be configured, as `cato check --providers` prints it; the three groups are counted apart. */
export function toldProviders(json: boolean): string {
  const providers = listProviders(loadProviderPresets(), loadBridgedProviders());
  const counts = countProviders(providers);
  if (json) return `${JSON.stringify({ counts, providers }, null, 2)}\n`;
  const group = (origin: ListedProvider['origin'], title: string) => [
    title,
    ...providers.filter((provider) => provider.origin === origin).map(line),
    '',
  ];
  return `${[
    ...group('own', 'Own adapters, tested with fixtures: `kind: NAME`'),
    ...group('preset', 'Presets, not verified here: `kind: NAME`'),
    ...group('bridged', 'Bridged, not verified here: `kind: ai-sdk` with `package: NAME`, once it is installed'),
    `${counts.own} tested with fixtures; ${counts.presets} presets, not verified here; ${counts.bridged} bridged, not verified here.`,
  ].join('\n')}\n`;
}

function line({ name, baseUrl, keyVariable }: ListedProvider): string {
  return `  ${[name.padEnd(28), baseUrl, keyVariable].filter((word) => word !== null).join('  ')}`.trimEnd();
}
