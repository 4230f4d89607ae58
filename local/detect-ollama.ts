import { listModels } from '../adapters/openai-compatible/list-models.ts';
import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../adapters/system-clock/system-clock.ts';

const detectMs = 500;

/** The models of the Ollama at an address; `null` when none answers there within half a second. */
export async function detectOllama(baseUrl: string): Promise<readonly string[] | null> {
  const http = createUndiciProviderHttp({ baseUrl: `${baseUrl}/v1` });
  try {
    return await listModels(http, null, AbortSignal.timeout(detectMs), createSystemClock());
  } catch {
    return null;
  } finally {
    await http.close();
  }
}
