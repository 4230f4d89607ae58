import { AppConfigFlagSource } from '../../adapters/appconfig/appconfig-flag-source.ts';
import { createAccessGuard } from '../../adapters/http/access-guard.ts';
import { createApp } from '../../adapters/http/app.ts';
import { targetNamesOf } from '../../config/effective-route.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { openAiEmbeddings } from '../../protocols/openai-embeddings/openai-embeddings.ts';
import { clientSurfaces } from '../../wiring/client-surfaces.ts';
import { buildDeployedGateway } from '../../wiring/deployed/build-deployed-gateway.ts';
import { deployedBackground } from '../../wiring/deployed/deployed-background.ts';
import { LiveGateway } from '../../wiring/deployed/live-gateway.ts';
import { packageVersion } from '../../wiring/package-version.ts';
import { appServer } from './app-server.ts';
import type { ServingApp, Surroundings } from './open-gateway.ts';

/** The one place of the gateway function where adapters are made and wired together. */
export function createDependencies(surroundings: Surroundings): LiveGateway<ServingApp> {
  const { deployment, region, backgroundMachine, newRequestId } = surroundings;
  const { configurations, clock } = deployment;
  const startedAt = clock.now();
  const flags = new AppConfigFlagSource(deployment.flags);
  const background = deployedBackground({ region, machine: backgroundMachine });
  return new LiveGateway<ServingApp>({
    // What is large is loaded while the configuration is on its way.
    current: async () =>
      (await Promise.all([configurations.current(), deployment.parts(), deployment.flags.latest()]))[0],
    async build({ config }) {
      const { gateway, close } = await buildDeployedGateway(config, await deployment.parts());
      const app = createApp({
        gateway: { ...gateway, background, flags },
        guard: createAccessGuard(deployment.masterKey()),
        surfaces: clientSurfaces,
        openAiEmbeddings,
        requestHistory: { find: () => null },
        maxBodyBytes: config.limits.maxBodyBytes,
        newRequestId,
        exposeMetrics() {
          const message = 'The metrics of a deployment are in CloudWatch: one process sees a single request at a time.';
          throw new GatewayError('not-found', message, { code: 'not_available_in_this_deployment' });
        },
        describe: () => ({
          version: packageVersion,
          startedAt,
          isDraining: false,
          defaultProvider: config.defaultProvider,
          providers: config.providers.map(({ name, kind, origin }) => ({ name, kind, origin })),
          routes: config.routes.map((route) => ({ name: route.name, targets: targetNamesOf(route) })),
        }),
      });
      return { serve: appServer(app), close };
    },
  });
}
