import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { type EffectiveConfig, effectiveConfig } from '../../../config/effective-config.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { readConfig } from '../../../config/read-config.ts';
import type { ChatModel } from '../../../core/ports/chat-model.ts';
import { connectProviders, type ProviderConnections } from '../../../wiring/chat-models.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { callOf } from '../bedrock/bedrock-call.ts';

type Variables = Readonly<Record<string, string>>;

/** What the fixtures of all formats answer. */
export const tide = 'The tide is high. 潮は満ちた。';

export const call = (model: string) => ({ ...callOf(), model });

/** Providers as they are written in a file, connected to an upstream on 127.0.0.1. */
export class ProviderBench {
  readonly upstream: ScriptedUpstream;
  /** Where the configuration and the weights are. */
  readonly folder = mkdtempSync(join(tmpdir(), 'cato-providers-'));
  /** What operators were told. */
  readonly notices: string[] = [];
  readonly #open: ProviderConnections[] = [];

  private constructor(upstream: ScriptedUpstream) {
    this.upstream = upstream;
  }

  static async start(): Promise<ProviderBench> {
    return new ProviderBench(await startScriptedUpstream());
  }

  async close(): Promise<void> {
    for (const connections of this.#open) await connections.close();
    await this.upstream.close();
    rmSync(this.folder, { recursive: true });
  }

  /** A configuration as it is written, `URL` standing for the upstream. */
  configOf(text: string, variables: Variables = {}, file = join(this.folder, 'cato.yaml')): EffectiveConfig {
    const { config, problems } = readConfig(`version: 1\n${text.replaceAll('URL', this.upstream.url)}`, {
      file,
      environment: variables,
    });
    expect(problems.filter(({ level }) => level === 'error')).toEqual([]);
    return effectiveConfig(config, parseEnvironment(variables).environment, { ollamaModels: null });
  }

  connect(config: EffectiveConfig, variables: Variables = {}): ProviderConnections {
    expect(config.problems).toEqual([]);
    const connections = connectProviders(config.providers, {
      clock: createSystemClock(),
      variables,
      dataFolder: this.folder,
      loadsWeights: true,
      targets: config.targets,
      notice: ({ message }) => this.notices.push(message),
    });
    this.#open.push(connections);
    return connections;
  }

  usualModel(config: EffectiveConfig, name: string, variables: Variables = {}): ChatModel {
    const [model] = this.connect(config, variables).chatModels.get(name) ?? [];
    if (model === undefined) throw new Error(`no chat model of ${name}`);
    return model;
  }
}

export async function textOf(model: ChatModel, id: string): Promise<string> {
  const { content } = await model.complete(call(id));
  if (content.kind !== 'neutral') throw new Error('a raw answer to a neutral call');
  return content.answer.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
