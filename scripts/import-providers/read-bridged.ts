import type { BridgedProvider } from '../../config/bridged-provider.ts';
import type { BridgeablePackage } from './bridgeable-packages.ts';

/** What the bridge needs of a package. @throws Error when the package does not offer it. */
export function readBridged({ name, version, path, factory }: BridgeablePackage, code: string): BridgedProvider {
  const speaks = /\bspecificationVersion(?: =|:) *"v4"/.test(code);
  if (!speaks || !code.includes(factory)) throw new Error(`${name}@${version} has no ${factory} that speaks v4`);
  return { package: name, version, factory, specificationVersion: 'v4', path };
}
