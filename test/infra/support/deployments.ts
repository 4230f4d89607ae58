import type { Settings } from '../../../lib/settings.ts';

/** The configurations that the templates are tested with: the three profiles, and what no profile sets. */
export const deployments = {
  small: 'version: 1\nprovider: bedrock\ndeploy: { profile: small }\n',
  standard: 'version: 1\nprovider: bedrock\ndeploy: { profile: standard }\n',
  scale: 'version: 1\nprovider: bedrock\ndeploy: { profile: scale }\n',
  everything: `
version: 1
providers:
  bedrock: { kind: bedrock, region: eu-central-1 }
  far: { kind: openai, apiKey: 'secret:far/key' }
  near: { kind: anthropic, apiKey: 'ssm:/near/key' }
targets:
  haiku: { provider: bedrock, model: eu.anthropic.claude-haiku-5-5 }
  ours: { provider: bedrock, model: 'arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/ours' }
  gpt: { provider: far, model: gpt-5.5 }
  claude: { provider: near, model: claude-haiku-5-5 }
routes:
  fast: { targets: [haiku, ours, gpt, claude] }
deploy:
  prefix: acme
  account: '111122223333'
  regions: [eu-central-1]
  tables: { customerManagedKey: true, retain: true }
  gateway:
    reservedConcurrency: 200
    provisionedConcurrency: { min: 1, max: 10, from: 'cron(0 6 ? * MON-FRI *)', until: 'cron(0 20 ? * MON-FRI *)' }
    corsOrigins: ['https://chat.example.com']
    domain: { name: llm.example.com, certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/c' }
    waf: { requestsPerFiveMinutes: 500 }
  operations: { alarmEmail: ops@example.com, tracing: true }
`,
} as const;

export type DeploymentName = keyof typeof deployments;

export const profiles = ['small', 'standard', 'scale'] as const;

/** What synthesising a deployment told, beside its templates. */
export interface DeploymentFacts {
  readonly settings: Settings;
  /** Why synth ended; `null` = it did not. */
  readonly failure: string | null;
  /** What AWS's rules warn of. */
  readonly warnings: readonly string[];
  /** Places in the list of acknowledgements. */
  readonly usedAcknowledgements: readonly number[];
}
