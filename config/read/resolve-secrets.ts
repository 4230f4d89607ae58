import { dirname, resolve } from 'node:path';
import { Secret } from '../../core/access/secret.ts';
import { type ConfigPath, valueAt } from '../config-path.ts';
import { type ConfiguredSecret, isSendable } from '../configured-secret.ts';
import { nearestName } from '../nearest-name.ts';
import { entriesOf, isMapping } from './draft.ts';
import { didYouMean, errorAt, type Finding } from './finding.ts';
import { resolveSettings } from './resolve-settings.ts';

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
  const take = (text: string, path: ConfigPath, found: (secret: ConfiguredSecret) => void, isSent = true): void => {
    const outcome = follow(text, path, allowsLiterals, sources);
    const fault = isSent && 'value' in outcome ? unsendable(outcome, path) : null;
    if (fault !== null) findings.push(fault);
    else if ('value' in outcome) found(outcome);
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
    const takeSetting = (text: string, at: ConfigPath): unknown => {
      let setting: unknown = text;
      const found = ({ value }: ConfiguredSecret): void => {
        setting = value;
      };
      // What a package does with it, a private key of many lines say, is the package's to know.
      take(text, at, found, false);
      return setting;
    };
    settings.set(name, resolveSettings(written, [...path, 'settings'], takeSetting));
  }
  return { apiKeys, apiKeyLists, proxies, projects, settings, findings };
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
  if (deployed && /^(?:env|file|secret|ssm):/.test(text)) return fromAws(scheme, rest, path, deployed);
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
        ? { reference: 'literal', value: new Secret(text) }
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
    : { reference, value: new Secret(text) };
}

function fromEnvironment(name: string, path: ConfigPath, { environment }: SecretSources): ConfiguredSecret | Finding {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return errorAt(path, '`env:` is followed by the name of a variable: `env:NAME`');
  const text = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
  if (text !== undefined && text !== '') return { reference: `env:${name}`, value: new Secret(text) };
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
  return { reference: `file:${name}`, value: new Secret(text.trim()) };
}

/** What keeps a secret from being sent as a key; `null` = nothing. */
function unsendable({ reference, value }: ConfiguredSecret, path: ConfigPath): Finding | null {
  const text = value.reveal();
  if (text.length <= 16_384 && isSendable(text)) return null;
  return errorAt(
    path,
    `what ${reference} leads to cannot be sent as a key`,
    'a key is one line of ASCII without spaces',
  );
}
