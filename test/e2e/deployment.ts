import { describe } from '@jest/globals';
import { startTestGateway } from '../support/running-gateway.ts';

/** A gateway that the scenarios run against. */
export interface Deployment {
  /** What clients set as their base URL; ends in `/v1`. */
  readonly baseURL: string;
  readonly apiKey: string;
  readonly model: string;
  close(): Promise<void>;
}

const { CATO_E2E_BASE_URL, CATO_E2E_KEY, CATO_E2E_MODEL } = process.env;

/** Whether the scenarios run against a gateway that somebody else has started. */
export const isForeign = CATO_E2E_BASE_URL !== undefined;

/** The deployment that the environment names; without one a local gateway with the embedded model. */
export async function openDeployment(): Promise<Deployment> {
  if (CATO_E2E_BASE_URL !== undefined) {
    return {
      baseURL: CATO_E2E_BASE_URL,
      apiKey: CATO_E2E_KEY ?? 'no key',
      model: CATO_E2E_MODEL ?? 'auto',
      close: async () => {},
    };
  }
  const gateway = await startTestGateway(null);
  return { baseURL: `${gateway.url}/v1`, apiKey: 'no key', model: 'auto', close: () => gateway.drain() };
}

/** For scenarios that need a provider's answers written for them, or a gateway configured for them: local only. */
export const describeScripted = isForeign ? describe.skip : describe;

/** Whether the deployment has what is asked for; one that has not says so with a code of its own. */
export async function isOffered(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'not_available_in_this_deployment') return false;
    throw error;
  }
}
