import { z } from 'zod';
import { providerNamePattern, routeNamePattern, targetNamePattern } from '../name-patterns.ts';
import { batchesSchema } from './batches.ts';
import { deploySchema } from './deploy.ts';
import { optional, required } from './field.ts';
import { limitsSchema } from './limits.ts';
import { logSchema } from './log.ts';
import { providerSchema } from './provider.ts';
import { resilienceField } from './resilience.ts';
import { routeSchema } from './route.ts';
import { sessionsSchema } from './sessions.ts';
import { targetSchema } from './target.ts';
import { plainText } from './text.ts';

/** The whole of `cato.yaml`. What one key alone cannot tell (references, names, secrets) is checked in `read/`. */
export const catoConfigSchema = z.strictObject({
  version: required(z.literal(1), { description: 'Version of this format: 1.', change: 'deploy' }),
  provider: optional(plainText, {
    description:
      'The default provider: a name below `providers`, or a kind that needs no settings: openai, anthropic, bedrock, vertexai, gemini, azure, sagemaker, ollama or a preset. LLM_PROVIDER overrides it.',
    change: 'deploy',
  }),
  allowLiteralSecrets: optional(z.boolean(), {
    description: 'Accept secrets that are written into this file instead of being referred to.',
    change: 'deploy',
    default: false,
  }),
  dropUnsupported: optional(z.boolean(), {
    description: 'Drop parameters a target has no equivalent for, and say so, instead of refusing the request.',
    change: 'live',
    default: false,
  }),
  providers: optional(z.record(z.string(), providerSchema), {
    description: 'Providers by name. Unset: those the environment offers.',
    change: 'deploy',
    propertyNames: { pattern: providerNamePattern.source },
  }),
  targets: optional(z.record(z.string(), targetSchema), {
    description: 'Targets by name: one model at one provider each.',
    change: 'deploy',
    propertyNames: { pattern: targetNamePattern.source },
  }),
  routes: optional(z.record(z.string(), routeSchema), {
    description:
      'Routes by name: what apps ask for as `model`. A name may be a wildcard (`claude-*`, `*`). Unset: auto, smart, fast and code.',
    change: 'live',
    propertyNames: { pattern: routeNamePattern.source },
  }),
  resilience: resilienceField,
  limits: optional(limitsSchema, { description: 'What the gateway takes on at a time.', change: 'live' }),
  batches: optional(batchesSchema, { description: 'Batches and the files they read.', change: 'live' }),
  sessions: optional(sessionsSchema, { description: 'Stored answers and conversations.', change: 'live' }),
  log: optional(logSchema, { description: 'The log of requests.', change: 'live' }),
  deploy: optional(deploySchema, { description: 'Where and under which names Cato is deployed.', change: 'deploy' }),
});

/** `cato.yaml` as written: defaults not filled in, secrets still references. */
export type CatoConfigInFile = z.infer<typeof catoConfigSchema>;
