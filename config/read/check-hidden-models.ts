import { valueAt } from '../config-path.ts';
import { detectProviders } from '../detect-providers.ts';
import { parseEnvironment } from '../environment.ts';
import { isProviderKind, isSelfContainedKind, type ProviderKind } from '../provider-kinds.ts';
import { entriesOf, namesOf } from './draft.ts';
import { type Finding, warningAtKey } from './finding.ts';
import { knownModels } from './known-models.ts';

interface NamedProvider {
  readonly name: string;
  readonly kind: ProviderKind;
}

/**
 * Routes and targets that are called like a model some provider is known to have, and lead elsewhere: whoever asks
 * for the model by its bare id gets them.
 */
export function checkHiddenModels(
  document: unknown,
  variables: Readonly<Record<string, string | undefined>>,
): Finding[] {
  const providers = providersOf(document, variables);
  const targets = new Map(entriesOf(document, 'targets'));
  const findings: Finding[] = [];
  const check = (section: string, name: string, first: object | undefined): void => {
    const hidden = providers.filter(({ kind }) => knownModels.find(kind, name) !== null);
    const [owner] = hidden;
    if (owner === undefined || leadsToItself(name, first, hidden)) return;
    const hint = `give it another name, or ask for the model as \`${owner.name}/${name}\``;
    findings.push(warningAtKey([section, name], `hides the model of the same name that ${owner.name} has`, hint));
  };
  const routes = new Set(namesOf(document, 'routes') ?? []);
  for (const name of routes) {
    const first = valueAt(document, ['routes', name, 'targets', 0]);
    const called = typeof first === 'string' ? first : valueAt(first, ['target']);
    check('routes', name, typeof called === 'string' ? targets.get(called) : undefined);
  }
  for (const [name, target] of targets) if (!routes.has(name)) check('targets', name, target);
  return findings;
}

/** Naming a route or target after the very model that answers first hides nothing. */
function leadsToItself(name: string, target: object | undefined, owners: readonly NamedProvider[]): boolean {
  const provider = valueAt(target, ['provider']);
  return valueAt(target, ['model']) === name && owners.some((owner) => isCalled(owner, provider));
}

/** The document's providers, or those that the environment offers, and the kinds that are asked for by name. */
function providersOf(
  document: unknown,
  variables: Readonly<Record<string, string | undefined>>,
): readonly NamedProvider[] {
  const { environment } = parseEnvironment(variables);
  const providers: NamedProvider[] =
    namesOf(document, 'providers') === null ? detectProviders(environment, { ollamaModels: null }) : [];
  for (const [name, provider] of entriesOf(document, 'providers')) {
    const kind = valueAt(provider, ['kind']);
    if (isProviderKind(kind)) providers.push({ name, kind });
  }
  const asked = [
    environment.defaultProvider,
    valueAt(document, ['provider']),
    ...entriesOf(document, 'targets').map(([, target]) => valueAt(target, ['provider'])),
  ];
  for (const name of asked) {
    if (isSelfContainedKind(name) && !providers.some((provider) => isCalled(provider, name)))
      providers.push({ name, kind: name });
  }
  return providers;
}

function isCalled({ name, kind }: NamedProvider, nameOrKind: unknown): boolean {
  return name === nameOrKind || kind === nameOrKind;
}
