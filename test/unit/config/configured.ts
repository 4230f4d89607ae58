import { expect } from '@jest/globals';
import type { RuntimeFacts } from '../../../config/detect-providers.ts';
import { type EffectiveConfig, effectiveConfig } from '../../../config/effective-config.ts';
import type { RouteMember } from '../../../config/effective-route.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { readConfig } from '../../../config/read-config.ts';

export interface Situation {
  readonly file?: string;
  readonly variables?: Record<string, string>;
  readonly ollamaModels?: readonly string[];
}

export function configIn({ file, variables = {}, ollamaModels }: Situation): EffectiveConfig {
  const { environment, problems } = parseEnvironment(variables);
  expect(problems).toEqual([]);
  const facts: RuntimeFacts = { ollamaModels: ollamaModels ?? null };
  return effectiveConfig(fileOf(file, variables), environment, facts);
}

export function fileOf(file: string | undefined, variables: Record<string, string> = {}) {
  if (file === undefined) return null;
  const { config, problems } = readConfig(`version: 1\n${file}`, { file: 'cato.yaml', environment: variables });
  expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
  return config;
}

/** Where the routes lead, in short: `auto → openai/gpt`, or `auto → simple a, b; code c`. */
export function routesOf(config: EffectiveConfig): string[] {
  const namesOf = (members: readonly RouteMember[]) => members.map(({ target }) => target).join(', ');
  return config.routes.map(({ name, targets, tiers }) => {
    const byTier = Object.entries(tiers ?? {}).map(([tier, members]) => `${tier} ${namesOf(members)}`);
    return `${name} → ${[...byTier, ...(targets.length > 0 ? [namesOf(targets)] : [])].join('; ')}`;
  });
}

export const openai = { OPENAI_API_KEY: 'openai-key' };
export const anthropic = { ANTHROPIC_API_KEY: 'anthropic-key' };
export const aws = { AWS_ACCESS_KEY_ID: 'x', AWS_REGION: 'us-east-1' };
