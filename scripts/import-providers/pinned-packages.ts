/** A package of the npm registry and the file of it that is read. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** The checksum the registry publishes for the archive. */
  readonly integrity: string;
  readonly path: string;
}

/** Mastra's copy of the models.dev catalogue: addresses and key variables of providers. */
export const mastraPackage: PinnedPackage = {
  name: '@mastra/core',
  version: '1.71.0',
  integrity: 'sha512-qpv0qbyzyFWBWVlzP+G4oea6e3e3JyxmeNAtS5wuzWc0/iHv47DWRYNJXbDC0kleYd6L4afFPh7dLxCsuyCSKg==',
  path: 'dist/provider-registry.json',
};

/** What some providers refuse of Chat Completions, by their addresses. */
export const quirksPackage: PinnedPackage = {
  name: '@earendil-works/pi-ai',
  version: '1.5.2',
  integrity: 'sha512-2tWPSnV3qzfiDIY3aWluBag3vC++Vs+VsXt/UquSU5onPMohPih72FUhIhaqmDdMYubOgB3Byl9uF4Vk40JLvQ==',
  path: 'dist/api/openai-completions.js',
};
