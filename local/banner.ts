import type { EffectiveConfig } from '../config/effective-config.ts';
import type { ModelDirectory } from '../core/routing/model-directory.ts';
import { packageVersion } from '../wiring/package-version.ts';

export interface BannerFacts {
  /** `http://host:port`, one that this machine can call. */
  readonly address: string;
  readonly isOnAllAddresses: boolean;
  readonly configFile: string | null;
  readonly config: EffectiveConfig;
  readonly models: ModelDirectory;
  readonly needsKey: boolean;
}

const maxRoutesShown = 6;
const maxWarningsShown = 2;

/** What a person needs to know after a start, in ten lines or fewer. */
export function banner(facts: BannerFacts): string {
  const { address, isOnAllAddresses, configFile, config, models, needsKey } = facts;
  const others = isOnAllAddresses ? ' and on all addresses of this machine' : '';
  const lines = [`Cato ${packageVersion} is ready: ${address}/v1${others} (OpenAI clients: set this as the base URL)`];
  if (configFile !== null) lines.push(`  Configuration  ${configFile}`);
  const found = config.providers.map(({ name, evidence }) => `${name} (${evidence})`);
  lines.push(
    `  Found          ${found.length > 0 ? found.join(', ') : 'no provider: the embedded offline model answers'}`,
  );
  if (config.defaultProvider !== null) lines.push(`  Default        ${config.defaultProviderReason}`);
  const routes = models.list().filter(({ kind }) => kind === 'route');
  const shown = routes.slice(0, maxRoutesShown).map(({ id, target }) => `${id} → ${target?.label}`);
  const more = routes.length > maxRoutesShown ? `, and ${routes.length - maxRoutesShown} more` : '';
  if (shown.length > 0) lines.push(`  Models         ${shown.join(', ')}${more}`);
  lines.push(`  Access         ${needsKey ? 'with the key in CATO_MASTER_KEY' : 'this machine only, no key needed'}`);
  const hidden = config.warnings.length - maxWarningsShown;
  for (const [index, warning] of config.warnings.slice(0, maxWarningsShown).entries()) {
    const rest = hidden > 0 && index === maxWarningsShown - 1 ? ` (and ${hidden} more: npx cato check)` : '';
    lines.push(`  Warning        ${warning}${rest}`);
  }
  const model = models.list()[0]?.id;
  if (model === undefined) lines.push('  No model can be asked for yet; the warnings say why.');
  else lines.push('  Try it:', `  ${curlLine(address, model, needsKey)}`);
  return `${lines.join('\n')}\n`;
}

/** A line that works as pasted. */
export function curlLine(address: string, model: string, needsKey: boolean): string {
  const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'What is 17 times 23?' }] });
  const key = needsKey ? ' -H "Authorization: Bearer $CATO_MASTER_KEY"' : '';
  return `curl -N ${address}/v1/chat/completions${key} -H 'Content-Type: application/json' -d '${body}'`;
}
