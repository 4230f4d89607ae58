import { dirname, resolve } from 'node:path';
import { Secret } from '../../core/access/secret.ts';
import { type ConfigPath, valueAt } from '../config-path.ts';
import { type ConfiguredSecret, isSendable } from '../configured-secret.ts';
import { nearestName } from '../nearest-name.ts';
import { isSecretKey } from './describe-value.ts';
import { entriesOf, isMapping } from './draft.ts';
import { didYouMean, errorAt, type Finding } from './finding.ts';

/** What references to secrets lead into. */
export interface SecretSources {
  /** The configuration's own path; `file:` references are relative to it. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads a text file; throws when it cannot. */
  readonly readFile?: (path: string) => string;
  /**
   * What a reference to AWS (`secret:NAME`, `ssm:NAME`) leads to; `undefined` = nothing. Present when the configuration
   * is that of a deployment, which has no variables and no files of its own.
   */
  readonly deployed?: (reference: string) => string | undefined;
}

export interface ResolvedSecrets {
  /** By provider. */
  readonly apiKeys: ReadonlyMap<string, ConfiguredSecret>;
  /** Lists of keys, by provider. */
  readonly apiKeyLists: ReadonlyMap<string, readonly ConfiguredSecret[]>;
  readonly proxies: ReadonlyMap<string, ConfiguredSecret | 'none'>;
  /** The projects that were references, by provider. */
  readonly projects: ReadonlyMap<string, string>;
  /** The settings of bridged packages, by provider: references became secrets. */
  readonly settings: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly findings: readonly Finding[];
}

/** Follows every reference to a secret in a document that may still be wrong in other places. */
export function resolveSecrets(document: unknown, sources: SecretSources): ResolvedSecrets {
  const allowsLiterals = valueAt(document, ['allowLiteralSecrets']) === true;
  const apiKeys = new Map<string, ConfiguredSecret>();
  const apiKeyLists = new Map<string, readonly ConfiguredSecret[]>();
  const proxies = new Map<string, ConfiguredSecret | 'none'>();
  const projects = new Map<string, string>();
  const settings = new Map<string, Readonly<Record<string, unknown>>>();
  const findings: Finding[] = [];
  const take = (text: string, path: ConfigPath, found: (secret: ConfiguredSecret) => void): void => {
    const outcome = follow(text, path, allowsLiterals, sources);
    if ('value' in outcome) found(outcome);
    else findings.push(outcome);
  };
  for (const [name, provider] of entriesOf(document, 'providers')) {
    const path = ['providers', name];
    const apiKey = valueAt(provider, ['apiKey']);
    if (typeof apiKey === 'string' && apiKey !== '') {
      take(apiKey, [...path, 'apiKey'], (secret) => apiKeys.set(name, secret));
    }
    const list = valueAt(provider, ['apiKeys']);
    if (Array.isArray(list)) {
      const keys: ConfiguredSecret[] = [];
      for (const [index, text] of list.entries()) {
        if (typeof text === 'string' && text !== '') take(text, [...path, 'apiKeys', index], (key) => keys.push(key));
      }
      apiKeyLists.set(name, keys);
    }
    const proxy = valueAt(provider, ['proxy']);
    if (proxy === 'none') proxies.set(name, 'none');
    else if (typeof proxy === 'string' && proxy.startsWith('env:')) {
      take(proxy, [...path, 'proxy'], (secret) => proxies.set(name, secret));
    } else if (typeof proxy === 'string') proxies.set(name, { reference: 'literal', value: new Secret(proxy) });
    const project = valueAt(provider, ['project']);
    if (typeof project === 'string' && project.startsWith('env:')) {
      take(project, [...path, 'project'], ({ value }) => projects.set(name, value.reveal()));
    }
    const written = valueAt(provider, ['settings']);
    if (!isMapping(written)) continue;
    const resolved: Record<string, unknown> = { ...written };
    for (const [key, value] of Object.entries(written)) {
      if (typeof value !== 'string' || !(isReference(value) || isSecretKey(key))) continue;
      take(value, [...path, 'settings', key], (secret) => {
        resolved[key] = secret.value;
      });
    }
    settings.set(name, resolved);
  }
  return { apiKeys, apiKeyLists, proxies, projects, settings, findings };
}

function isReference(text: string): boolean {
  return /^(?:env|file|secret|ssm):/.test(text);
}

function follow(
  text: string,
  path: ConfigPath,
  allowsLiterals: boolean,
  sources: SecretSources,
): ConfiguredSecret | Finding {
  const [scheme, rest] = text.includes(':')
    ? [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1).trim()]
    : ['', ''];
  const { deployed } = sources;
  if (deployed && isReference(text)) return fromAws(scheme, rest, path, deployed);
  switch (scheme) {
    case 'env':
      return fromEnvironment(rest, path, sources);
    case 'file':
      return fromFile(rest, path, sources);
    case 'secret':
    case 'ssm':
      return errorAt(
        path,
        `\`${scheme}:\` references are only available when deployed`,
        'locally, use `env:NAME` or `file:PATH`',
      );
    default:
      return allowsLiterals
        ? checked({ reference: 'literal', value: new Secret(text) }, path)
        : errorAt(
            path,
            'a secret is written here',
            'use `env:NAME` or `file:PATH`, or set `allowLiteralSecrets: true`',
          );
  }
}

function fromAws(
  scheme: string,
  name: string,
  path: ConfigPath,
  deployed: NonNullable<SecretSources['deployed']>,
): ConfiguredSecret | Finding {
  if (scheme !== 'secret' && scheme !== 'ssm') {
    return errorAt(path, `\`${scheme}:\` references lead nowhere when deployed`, 'use `secret:NAME` or `ssm:NAME`');
  }
  const reference = `${scheme}:${name}`;
  if (name === '') return errorAt(path, `\`${scheme}:\` is followed by a name: \`${scheme}:NAME\``);
  const text = deployed(reference)?.trim();
  return text === undefined || text === ''
    ? errorAt(path, `${reference} leads to nothing`)
    : checked({ reference, value: new Secret(text) }, path);
}

function fromEnvironment(name: string, path: ConfigPath, { environment }: SecretSources): ConfiguredSecret | Finding {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return errorAt(path, '`env:` is followed by the name of a variable: `env:NAME`');
  const text = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
  if (text !== undefined && text !== '') return checked({ reference: `env:${name}`, value: new Secret(text) }, path);
  const set = Object.keys(environment).filter((other) => environment[other]);
  return errorAt(path, `the environment variable ${name} is not set`, didYouMean(closeVariable(name, set)));
}

/** Only a spelling that is nearly the same: listing other people's variables helps nobody. */
function closeVariable(name: string, set: readonly string[]): string | null {
  const nearest = nearestName(name, set);
  return nearest !== null && Math.abs(nearest.length - name.length) <= 2 ? nearest : null;
}

function fromFile(name: string, path: ConfigPath, sources: SecretSources): ConfiguredSecret | Finding {
  if (name === '') return errorAt(path, '`file:` is followed by a path: `file:PATH`');
  const file = resolve(dirname(sources.file), name);
  if (sources.readFile === undefined)
    return errorAt(path, '`file:` references are not available here', 'use `env:NAME`');
  let text: string;
  try {
    text = sources.readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
    return errorAt(path, `the file ${file} cannot be read${code}`);
  }
  if (text.trim() === '') return errorAt(path, `the file ${file} is empty`);
  return checked({ reference: `file:${name}`, value: new Secret(text.trim()) }, path);
}

function checked(secret: ConfiguredSecret, path: ConfigPath): ConfiguredSecret | Finding {
  const text = secret.value.reveal();
  if (text.length <= 16_384 && isSendable(text)) return secret;
  return errorAt(
    path,
    `what ${secret.reference} leads to cannot be sent as a key`,
    'a key is one line of ASCII without spaces',
  );
}
