import { dirname, resolve } from 'node:path';
import type { CatoConfig, ProviderConfig } from '../cato-config.ts';
import type { CatoConfigInFile } from '../schema/cato-config.ts';
import type { ResolvedSecrets } from './resolve-secrets.ts';

/** Kinds that are run by packages the operator installs. */
const packagedKinds: ReadonlySet<string> = new Set(['ai-sdk', 'llama-cpp', 'onnx-encoder']);

/** A valid document with what its references lead to. @param path the document's own; paths in it are relative to that. */
export function withReferences(
  document: CatoConfigInFile,
  { apiKeys, apiKeyLists, proxies, projects, settings }: ResolvedSecrets,
  path: string,
): CatoConfig {
  const { providers, ...rest } = document;
  if (providers === undefined) return rest;
  const folder = resolve(dirname(path));
  const resolved = Object.entries(providers).map(([name, written]): [string, ProviderConfig] => {
    const { apiKey: _key, apiKeys: _keys, proxy: _proxy, settings: _settings, ...known } = written;
    const { project, credentialsFile, ...others } = known;
    const apiKey = apiKeys.get(name);
    const [keys, proxy] = [apiKeyLists.get(name), proxies.get(name)];
    const itsProject = projects.get(name) ?? project;
    const itsSettings = settings.get(name);
    return [
      name,
      {
        ...others,
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(keys === undefined ? {} : { apiKeys: keys }),
        ...(proxy === undefined ? {} : { proxy }),
        ...(itsProject === undefined ? {} : { project: itsProject }),
        ...(itsSettings === undefined ? {} : { settings: itsSettings }),
        ...(credentialsFile === undefined ? {} : { credentialsFile: resolve(folder, credentialsFile) }),
        ...(packagedKinds.has(written.kind) ? { folder } : {}),
      },
    ];
  });
  return { ...rest, providers: Object.fromEntries(resolved) };
}
