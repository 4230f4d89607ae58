import { pathToFileURL } from 'node:url';
import { resolvePackage } from '../../adapters/ai-sdk/resolve-package.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/** Packages that run models on this machine: too large for everybody, so whoever wants one installs it. */
const versions = {
  'node-llama-cpp': '3.22.1',
  'onnxruntime-node': '1.30.0',
  '@huggingface/tokenizers': '0.2.0',
} as const;

export type OptionalPackage = keyof typeof versions;

/**
 * The address of an installed package's module.
 * @param folders where the look-up begins, in this order.
 * @throws GatewayError `upstream-not-found` that says how to install it.
 */
export function resolveOptional(name: OptionalPackage, folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      return pathToFileURL(resolvePackage(name, folder)).href;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
    }
  }
  // Its install script downloads what its package does not need on a processor.
  const flags = name === '@huggingface/tokenizers' ? '' : ' --ignore-scripts';
  throw new GatewayError(
    'upstream-not-found',
    `The package ${name} is not installed: run \`npm install --no-save${flags} ${name}@${versions[name]}\` in ${folders[0]}.`,
  );
}
