import type { DeploySettings } from '../../config/deploy-settings.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';

/** The one variant of each endpoint. */
export const variantName = 'all';

/** An endpoint of the deployment. Its name is told in `cato.yaml`, before it is there, and outlives what it runs. */
export interface HostedEndpoint {
  readonly endpoint: string;
  /** The inference component of the same name, which an endpoint needs that may have no instance; `null` = none. */
  readonly component: string | null;
}

export interface HostedEndpoints {
  readonly nli: HostedEndpoint | null;
  readonly shadowSelf: HostedEndpoint | null;
}

/** The endpoints that the settings ask for; they are in the home region. */
export function hostedEndpoints({ prefix, nli, shadowSelf }: DeploySettings): HostedEndpoints {
  const named = (name: string, scalesToZero: boolean): HostedEndpoint => ({
    endpoint: `${prefix}-${name}`,
    component: scalesToZero ? `${prefix}-${name}` : null,
  });
  return {
    nli: nli === null ? null : named('nli', false),
    shadowSelf: shadowSelf === null ? null : named('shadow-self', shadowSelf.scaleToZero),
  };
}

export interface EndpointPlace {
  readonly partition: string;
  readonly account: string;
}

/**
 * What the gateways of all regions may invoke: the deployment's own endpoints, and those that targets name, be they the
 * deployment's or not. Sorted.
 */
export function invocableArns(
  deploy: DeploySettings,
  { providers, targets }: EffectiveConfig,
  { partition, account }: EndpointPlace,
): readonly string[] {
  const [home] = deploy.regions;
  const own = hostedEndpoints(deploy);
  const arns = new Set<string>();
  const add = (region: string, endpoint: string, component: string | null): void => {
    arns.add(`arn:${partition}:sagemaker:${region}:${account}:endpoint/${endpoint}`);
    if (component !== null)
      arns.add(`arn:${partition}:sagemaker:${region}:${account}:inference-component/${component}`);
  };
  for (const hosted of [own.nli, own.shadowSelf]) if (hosted !== null) add(home, hosted.endpoint, hosted.component);
  for (const { name, kind, region } of providers) {
    if (kind !== 'sagemaker') continue;
    for (const { provider, model } of targets) {
      if (provider !== name) continue;
      const [endpoint = model, component = null] = model.split('/');
      add(region ?? home, endpoint, component);
    }
  }
  return [...arns].sort();
}
