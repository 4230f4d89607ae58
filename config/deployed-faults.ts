import { defaultLimits } from './default-settings.ts';
import type { DeploySettings } from './deploy-settings.ts';
import type { EffectiveConfig } from './effective-config.ts';
import { type EffectiveProvider, isKeyless } from './effective-provider.ts';
import { isProfileFor } from './inference-profiles.ts';

/** What of a configuration does not exist where it is deployed. */
export interface DeployedFaults {
  /** What is refused, one sentence each, beginning with its path. */
  readonly problems: readonly string[];
  /** What will be otherwise than written, one sentence each, beginning with its path. */
  readonly warnings: readonly string[];
}

/** What AWS Lambda takes as one event, the body encoded as JSON or base64 and everything else included: 6 MB. */
const maxEventBytes = 6_291_456;

const reasonOf: Readonly<Partial<Record<EffectiveProvider['kind'], string>>> = {
  'llama-cpp': 'no weights are deployed with the gateway',
  'onnx-encoder': 'no weights are deployed with the gateway',
  'ai-sdk': 'packages of providers are not deployed with the gateway',
};

/** Pure. */
export function deployedFaults(config: EffectiveConfig, compute: DeploySettings['compute']): DeployedFaults {
  const problems = [...config.providers.flatMap((provider) => providerFault(provider) ?? []), ...profileFaults(config)];
  const batches = config.targets
    .filter(({ batch }) => batch === 'provider')
    .map(
      ({ name }) =>
        `targets.${name}.batch is provider: /v1/files and /v1/batches are not served where the gateway is deployed, and answer 404. Send each request by itself, with background: true at /v1/responses where nobody waits for it`,
    );
  const warnings = [...config.providers.flatMap((provider) => providerNotice(provider) ?? []), ...batches];
  if (compute === 'container') return { problems, warnings };
  for (const { name, choose } of config.routes) {
    if (choose !== 'least-busy') continue;
    problems.push(
      `routes.${name}.choose is least-busy, which needs one process that sees all calls: with compute lambda each request has its own. Use fastest, weighted or cheapest, or compute: container`,
    );
  }
  const { maxBodyBytes } = config.limits;
  // What nobody wrote needs no word: the limit is simply Lambda's.
  if (maxBodyBytes > maxEventBytes && maxBodyBytes !== defaultLimits.maxBodyBytes) {
    warnings.push(
      `limits.maxBodyBytes is ${maxBodyBytes}: with compute lambda a request has to stay below 6 MB, its body encoded as JSON or base64`,
    );
  }
  return { problems, warnings };
}

function providerFault(provider: EffectiveProvider): string | null {
  const { name, kind, baseUrl, vertex, api, apiKey, evidence } = provider;
  const reason = reasonOf[kind];
  if (reason !== undefined) return `providers.${name} is of kind ${kind}: ${reason}`;
  if (kind === 'ollama' && baseUrl !== null && isLoopback(baseUrl)) {
    return `providers.${name} is at ${baseUrl}: where the gateway is deployed, nothing runs beside it. Give it a \`baseUrl\` that can be reached from there`;
  }
  if (isKeyless(provider) || (kind === 'bedrock' && api !== 'converse' && apiKey === null)) {
    return `providers.${name}.apiKey is missing (${evidence}): no variable of this machine goes with the deployment. Write \`apiKey: "secret:NAME"\` or \`"ssm:NAME"\``;
  }
  if (vertex !== null && vertex.credentialsFile !== null) {
    return `providers.${name}.credentialsFile names a file: none is deployed with the gateway`;
  }
  return null;
}

function providerNotice({ name, kind, baseUrl, endpoint }: EffectiveProvider): string | null {
  const address = baseUrl ?? endpoint;
  if (kind === 'ollama' || address === null || !isLoopback(address)) return null;
  return `providers.${name} is at ${address}: where the gateway is deployed, nothing runs beside it`;
}

/** Targets whose inference profile is not to be had where they are called. */
function profileFaults({ providers, targets }: EffectiveConfig): readonly string[] {
  return targets.flatMap(({ name, provider, model }) => {
    const { kind, region = null } = providers.find((one) => one.name === provider) ?? {};
    if (kind !== 'bedrock' || region === null || isProfileFor(model, region)) return [];
    return [
      `targets.${name}.model is ${model}, which cannot be called in ${region}: take a profile of that part of the world or one of \`global.\`, or give the provider a \`region\` that has this one`,
    ];
  });
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
