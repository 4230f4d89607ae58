import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BundleOptions, bundleFolder } from './bundle-folder.ts';

/**
 * The code of a function: one module and the parts it loads when it needs them, the AWS SDK included. The folder's
 * content decides the asset's hash, so the same tree is the same asset.
 */
export function bundle(options: BundleOptions): Code {
  return Code.fromAsset(bundleFolder(options));
}
