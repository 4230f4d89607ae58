import { redact } from '../core/access/redact.ts';
import type { Secret } from '../core/access/secret.ts';
import { counted } from '../core/errors/counted.ts';
import type { CatoConfig } from './cato-config.ts';
import { formatConfigPath } from './config-path.ts';
import type { ConfigProblem } from './config-problem.ts';
import { checkHiddenModels } from './read/check-hidden-models.ts';
import { checkNames } from './read/check-names.ts';
import { checkProviders } from './read/check-providers.ts';
import { checkReferences } from './read/check-references.ts';
import { checkRoutes } from './read/check-routes.ts';
import { describeIssue } from './read/describe-issue.ts';
import type { Finding } from './read/finding.ts';
import { knownSecrets } from './read/known-secrets.ts';
import { type ParsedYaml, parseYaml } from './read/parse-yaml.ts';
import { type ResolvedSecrets, resolveSecrets, type SecretSources } from './read/resolve-secrets.ts';
import { warnOfNoEffect } from './read/warn-of-no-effect.ts';
import { withReferences } from './read/with-references.ts';
import { catoConfigSchema } from './schema/cato-config.ts';
import { secretsInSettings } from './setting-secrets.ts';

/** The configuration, or `null` when there are errors; and everything that is wrong, in the order of the lines. */
export interface ReadConfigResult {
  readonly config: CatoConfig | null;
  readonly problems: readonly ConfigProblem[];
}

const maxTextBytes = 1_048_576;
const maxProblems = 200;

/**
 * Reads the text of a `cato.yaml` and finds all its problems at once. Never throws; no message holds a secret.
 * Texts over 1 MiB are refused, and at most 200 problems are listed.
 */
export function readConfig(text: string, options: SecretSources): ReadConfigResult {
  if (Buffer.byteLength(text) > maxTextBytes) return refuse('is larger than 1 MiB');
  const yaml = parseYaml(text);
  if (yaml.value === undefined) return { config: null, problems: toProblems(yaml.findings, yaml, []) };
  if (yaml.value === null) return refuse('is empty', 'begin with `version: 1`');

  const parsed = catoConfigSchema.safeParse(yaml.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const secrets = resolveSecrets(yaml.value, options);
  const findings = [
    ...yaml.findings,
    ...issues.flatMap((issue) => describeIssue(issue, catoConfigSchema, yaml.value)),
    ...checkNames(yaml.value),
    ...checkHiddenModels(yaml.value, options.environment),
    ...checkProviders(yaml.value),
    ...checkReferences(yaml.value),
    ...checkRoutes(yaml.value),
    ...secrets.findings,
  ];
  const hidden = [...knownSecrets(yaml.value), ...secretsIn(secrets)];
  const isValid = parsed.success && findings.every(({ level }) => level === 'warning');
  const problems = toProblems(isValid ? [...findings, ...warnOfNoEffect(parsed.data)] : findings, yaml, hidden);
  return { config: isValid ? withReferences(parsed.data, secrets, options.file) : null, problems };
}

function secretsIn({ apiKeys, apiKeyLists, proxies, settings }: ResolvedSecrets): Secret[] {
  // Addresses of proxies that stand in the file hold no password: they may be shown.
  const references = [...proxies.values()].filter((proxy) => proxy !== 'none' && proxy.reference !== 'literal');
  const configured = [...apiKeys.values(), ...[...apiKeyLists.values()].flat(), ...references];
  return [
    ...configured.map((secret) => (secret === 'none' ? null : secret.value)),
    ...secretsInSettings([...settings.values()]),
  ].filter((value) => value !== null);
}

function toProblems(findings: readonly Finding[], yaml: ParsedYaml, hidden: readonly Secret[]): ConfigProblem[] {
  const errorsFirst = [...findings].sort(
    (one, other) => Number(one.level === 'warning') - Number(other.level === 'warning'),
  );
  const listed = errorsFirst.slice(0, maxProblems).map((finding): ConfigProblem => {
    const { level, path, message, hint } = finding;
    return {
      level,
      path: redact(formatConfigPath(path), hidden),
      ...yaml.position(finding),
      message: redact(message, hidden),
      ...(hint === undefined ? {} : { hint: redact(hint, hidden) }),
    };
  });
  listed.sort((one, other) => one.line - other.line || one.column - other.column);
  const last = listed.at(-1);
  if (last === undefined || findings.length === listed.length) return listed;
  const message = `and ${counted(findings.length - listed.length, 'more problem')}`;
  const level = errorsFirst[maxProblems]?.level ?? 'error';
  return [...listed, { level, path: '', line: last.line, column: last.column, message }];
}

function refuse(message: string, hint?: string): ReadConfigResult {
  const problem: ConfigProblem = { level: 'error', path: '', line: 1, column: 1, message, ...(hint ? { hint } : {}) };
  return { config: null, problems: [problem] };
}
