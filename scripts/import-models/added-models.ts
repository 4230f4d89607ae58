import type { ModelCapabilities } from '../../core/routing/model-facts.ts';

/** A model that only the second source knows yet: its prices and window come from there, the rest is said here. */
export interface AddedModel {
  readonly provider: string;
  readonly id: string;
  readonly capabilities: ModelCapabilities;
}

/** What Anthropic's migration guide says of every model since Fable 5.1. */
const sinceFable51: ModelCapabilities = {
  adaptiveThinking: true,
  alwaysThinks: true,
  forcedToolChoice: false,
  prefill: false,
  reasoning: true,
  sampling: false,
};

export const addedModels: readonly AddedModel[] = [
  { provider: 'anthropic', id: 'claude-fable-5-2', capabilities: sinceFable51 },
  { provider: 'anthropic', id: 'claude-mythos-5-2', capabilities: sinceFable51 },
  { provider: 'bedrock', id: 'global.anthropic.claude-fable-5-2', capabilities: sinceFable51 },
  { provider: 'bedrock', id: 'global.anthropic.claude-mythos-5-2', capabilities: sinceFable51 },
];
