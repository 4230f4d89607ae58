import { pathToFileURL } from 'node:url';
import { resolvePackage } from '../../adapters/ai-sdk/resolve-package.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/**
 * What runs models on this machine, by what needs it: too large for everybody, so whoever wants it installs it.
 * Named together, for npm removes with the next `--no-save` what it was not told of again.
 */
const neededWith: Readonly<Record<OptionalPackage, string>> = {
  'node-llama-cpp': 'node-llama-cpp@3.22.1',
  'onnxruntime-node': 'onnxruntime-node@1.30.0 @huggingface/tokenizers@0.2.0',
  '@huggingface/tokenizers': 'onnxruntime-node@1.30.0 @huggingface/tokenizers@0.2.0',
};

export type OptionalPackage = 'node-llama-cpp' | 'onnxruntime-node' | '@huggingface/tokenizers';

/**
 * The address of an installed package's module.
 * @param folders where the look-up begins, in this order.
 * @throws GatewayError `not-installed` that says how to install it.
 */
export function resolveOptional(name: OptionalPackage, folders: readonly string[]): string {
  for (const folder of folders) {
    try {
      return pathToFileURL(resolvePackage(name, folder)).href;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
    }
  }
  throw new GatewayError(
    'not-installed',
    `The package ${name} is not installed where the gateway runs: run \`npm install --no-save --ignore-scripts ${neededWith[name]}\` beside its configuration.`,
  );
}
