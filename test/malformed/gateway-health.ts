import { metricNames } from '../../config/metric-names.ts';

export interface GatewayHealth {
  /** What is wrong with it, as a sentence; `null` when nothing is. */
  readonly fault: string | null;
}

const settleMs = 5_000;

/** Whether the gateway still answers a sound request, and holds nothing of those that are over. */
export async function checkHealth(address: string): Promise<GatewayHealth> {
  try {
    const response = await fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'What is 6 times 7?' }] }),
      signal: AbortSignal.timeout(settleMs),
    });
    const text = await response.text();
    if (response.status !== 200 || !text.includes('42'))
      return { fault: `a sound request got ${response.status}: ${text}` };
    return { fault: await findHeldRequests(address) };
  } catch (error) {
    return { fault: `a sound request failed: ${error instanceof Error ? error.message : error}` };
  }
}

async function findHeldRequests(address: string): Promise<string | null> {
  const end = Date.now() + settleMs;
  for (;;) {
    const metrics = await (await fetch(`${address}/metrics`)).text();
    const held = [metricNames.running.name, metricNames.waiting.name].filter(
      (name) => !new RegExp(`^${name} 0$`, 'm').test(metrics),
    );
    if (held.length === 0) return null;
    if (Date.now() > end) return `requests are over, but ${held.join(' and ')} is not 0`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
