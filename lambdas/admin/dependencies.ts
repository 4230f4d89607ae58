import { AppConfigFlagSource } from '../../adapters/appconfig/appconfig-flag-source.ts';
import { createAccessGuard } from '../../adapters/http/access-guard.ts';
import { breakerOf } from '../../adapters/http/admin-views.ts';
import { createDeployedAdminApp } from '../../adapters/http/deployed-admin-app.ts';
import { targetNamesOf } from '../../config/effective-route.ts';
import { cohortFlags, switchFlags } from '../../core/rollout/request-flags.ts';
import { clientSurfaces } from '../../wiring/client-surfaces.ts';
import { buildDeployedGateway } from '../../wiring/deployed/build-deployed-gateway.ts';
import { LiveGateway } from '../../wiring/deployed/live-gateway.ts';
import { packageVersion } from '../../wiring/package-version.ts';
import { appServer } from '../gateway/app-server.ts';
import type { ServingApp, Surroundings } from '../gateway/open-gateway.ts';

/** The flags that are shown. */
const flagNames = [...cohortFlags, ...switchFlags];

/** The one place of the admin function where adapters are made and wired together. No model is ever called. */
export function createDependencies({ deployment, region, newRequestId }: Surroundings): LiveGateway<ServingApp> {
  const { configurations, clock, log } = deployment;
  const flags = new AppConfigFlagSource(deployment.flags);
  return new LiveGateway<ServingApp>({
    current: async () => (await Promise.all([configurations.current(), deployment.parts()]))[0],
    async build({ config, version }) {
      const { gateway, close } = await buildDeployedGateway(config, await deployment.parts());
      const health = async () => ({
        status: 'ready',
        version: packageVersion,
        region,
        configuration: { version, refused: configurations.refused },
      });
      const app = createDeployedAdminApp({
        guard: createAccessGuard(deployment.masterKey()),
        surface: clientSurfaces[0],
        clock,
        events: log,
        newRequestId,
        health,
        async status() {
          const labels = [...new Set(config.targets.map(({ provider, model }) => `${provider}/${model}`))];
          const [views, ...turned] = await Promise.all([
            gateway.health.views(labels),
            ...flagNames.map((name) => flags.flag(name)),
          ]);
          return {
            health: await health(),
            defaultProvider: config.defaultProvider,
            providers: config.providers.map(({ name, kind, origin }) => ({ name, kind, origin })),
            routes: config.routes.map((route) => ({ name: route.name, targets: targetNamesOf(route) })),
            targets: labels.map((target, index) => ({ target, breaker: breakerOf(views[index]) })),
            flags: Object.fromEntries(flagNames.map((name, index) => [name, turned[index] ?? null])),
          };
        },
      });
      return { serve: appServer(app), close };
    },
  });
}
