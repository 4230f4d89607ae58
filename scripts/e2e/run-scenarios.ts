import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { type Deployment, type Scenario, Skipped } from './scenario.ts';

export interface DeploymentAddress {
  /** With or without `/v1` at its end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly embeddingModel: string | null;
}

export interface Outcome {
  readonly name: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty when it is ok. Never has the key in it. */
  readonly reason: string;
  readonly seconds: number;
}

/** Runs one after the other, each within its time. @param told each outcome as soon as it is there. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  address: DeploymentAddress,
  limitMs: number,
  told: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    const outcome = await runScenario(scenario, address, limitMs);
    outcomes.push(outcome);
    told(outcome);
  }
  return outcomes;
}

async function runScenario(scenario: Scenario, address: DeploymentAddress, limitMs: number): Promise<Outcome> {
  const begun = performance.now();
  const over = new AbortController();
  const late = new Promise<never>((_, fail) => {
    over.signal.addEventListener('abort', () => fail(new Error(`it took longer than ${limitMs / 1000} s`)));
  });
  const timer = setTimeout(() => over.abort(), limitMs);
  const outcome = (result: Outcome['result'], reason: string): Outcome => ({
    name: scenario.name,
    result,
    reason: withoutKey(reason, address.apiKey),
    seconds: (performance.now() - begun) / 1000,
  });
  try {
    await Promise.race([scenario.run(toDeployment(address, limitMs, over.signal)), late]);
    return outcome('ok', '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return outcome(error instanceof Skipped ? 'skipped' : 'failed', reason);
  } finally {
    clearTimeout(timer);
  }
}

function toDeployment({ baseUrl, ...address }: DeploymentAddress, timeout: number, signal: AbortSignal): Deployment {
  const baseURL = `${rootOf(baseUrl)}/v1`;
  const root = rootOf(baseUrl);
  const { apiKey } = address;
  // What outlives its scenario ends with it.
  const fetchWithin: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal });
  return {
    ...address,
    baseURL,
    openai: new OpenAI({ baseURL, apiKey, timeout, fetch: fetchWithin }),
    anthropic: new Anthropic({ baseURL: root, apiKey, timeout, fetch: fetchWithin }),
    fetch: (path, init = {}) =>
      fetchWithin(`${root}${path}`, { ...init, headers: { authorization: `Bearer ${apiKey}`, ...init.headers } }),
  };
}

/** Without `/v1` at its end. */
export function rootOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** A text in which the key, should it be there, is not. */
export function withoutKey(text: string, apiKey: string): string {
  return apiKey === '' ? text : text.replaceAll(apiKey, '(the key)');
}
