import { pathToFileURL } from 'node:url';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { type LanguageModel, specificationVersion } from './language-model.ts';
import { resolvePackage } from './resolve-package.ts';

export interface LoadProviderOptions {
  /** The package's name, as it is installed. */
  readonly packageName: string;
  /** Where the look-up begins: the folder of the configuration. */
  readonly folder: string;
  /** The export that makes the provider; `null` = the package's only `create…`. */
  readonly factory: string | null;
  /** What the factory is called with. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Makes a language model by its id at the provider. */
export type ModelMaker = (modelId: string) => LanguageModel;

/**
 * Imports a package that the operator installed and makes its provider.
 * @throws GatewayError that says what to do when it is missing, offers no provider or speaks another interface.
 */
export async function loadProvider(options: LoadProviderOptions): Promise<ModelMaker> {
  const { packageName, folder, settings } = options;
  const module = await importPackage(packageName, resolvePackage(packageName, folder));
  const create = chooseFactory(module, options);
  const provider: unknown = create(settings);
  const make = makerOf(provider);
  if (make === null) throw unfit(packageName, 'makes no language models');
  return (modelId) => {
    const model = make(modelId);
    if (isLanguageModel(model)) return model;
    const spoken =
      isJsonObject(model) && typeof model.specificationVersion === 'string' ? model.specificationVersion : 'none';
    throw unfit(
      packageName,
      `speaks version ${spoken} of the AI SDK's language model interface, Cato speaks ${specificationVersion}; install the version of it that is made for \`ai\` 7`,
    );
  };
}

/** What Node says of a module that it cannot load names files: the cause alone keeps it. */
async function importPackage(packageName: string, file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : nameOf(cause);
    const message = `The package ${packageName} cannot be loaded (${code}): run \`npm install ${packageName}\` again where the gateway runs.`;
    throw new GatewayError('not-installed', message, { cause });
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

function chooseFactory(module: unknown, { packageName, factory }: LoadProviderOptions): (settings: unknown) => unknown {
  const exported: Readonly<Record<string, unknown>> =
    typeof module === 'object' && module !== null ? { ...module } : {};
  const names = Object.keys(exported).filter(
    (name) => /^create[A-Z]/.test(name) && typeof exported[name] === 'function',
  );
  const wanted = factory ?? (names.length === 1 ? names[0] : names.find((name) => resembles(name, packageName)));
  const found = wanted === undefined ? undefined : exported[wanted];
  if (typeof found === 'function') return (settings) => Reflect.apply(found, undefined, [settings]);
  const offered = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  throw unfit(
    packageName,
    `has no ${factory ?? 'single'} function that makes a provider: set \`factory\` (${offered})`,
  );
}

/** `createGoogleVertex` is what `@ai-sdk/google-vertex` is about. */
function resembles(name: string, packageName: string): boolean {
  return (
    packageName
      .replace(/^.*\//, '')
      .replace(/[^a-z0-9]/gi, '')
      .toLowerCase() === name.slice('create'.length).toLowerCase()
  );
}

function makerOf(provider: unknown): ((modelId: string) => unknown) | null {
  const isObject = typeof provider === 'function' || (typeof provider === 'object' && provider !== null);
  const languageModel: unknown = isObject ? Reflect.get(provider, 'languageModel') : null;
  if (typeof languageModel === 'function') return (modelId) => Reflect.apply(languageModel, provider, [modelId]);
  return typeof provider === 'function' ? (modelId) => Reflect.apply(provider, undefined, [modelId]) : null;
}

function isLanguageModel(model: unknown): model is LanguageModel {
  return (
    typeof model === 'object' && model !== null && Reflect.get(model, 'specificationVersion') === specificationVersion
  );
}

function unfit(packageName: string, why: string): GatewayError {
  return new GatewayError('not-installed', `The package ${packageName} ${why}.`);
}
