import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { bundleFolder } from '../functions/bundle-folder.ts';
import { BuiltImage } from '../images/built-image.ts';
import type { Settings } from '../settings.ts';

const dockerfile = join(import.meta.dirname, '../../containers/gateway/Dockerfile');

/** The gateway as an image: bundled like a function, with the configuration beside it. */
export function gatewayImage(scope: Construct, id: string, settings: Settings): BuiltImage {
  const folder = bundleFolder({ entry: 'container', module: 'main', document: settings.document });
  copyFileSync(dockerfile, join(folder, 'Dockerfile'));
  return new BuiltImage(scope, id, { settings, folder, architecture: 'arm64', description: 'the gateway' });
}
