import { startTestGateway, type TestGateway } from '../../support/running-gateway.ts';
import { refusedUrl } from '../../support/scripted-upstream.ts';
import { providerKey } from '../fault-gateway.ts';
import { startFaultyUpstream } from '../faulty-upstream.ts';
import type { FaultScript, TargetScript } from './fault-script.ts';
import { type PlayedCall, playCall } from './play-call.ts';

/** A gateway with a route of its own for each of some scripts: what one does to its targets no other sees. */
export interface ScriptGateway {
  readonly gateway: TestGateway;
  /** The calls that came for one request of a script, in their order. */
  calls(script: FaultScript, request: number): readonly PlayedCall[];
  close(): Promise<void>;
}

export function routeOf({ index }: FaultScript): string {
  return `script-${index}`;
}

/** Tells the requests of a script apart. */
export function questionOf({ index }: FaultScript, request: number): string {
  return `How is the tide? ${index}.${request}`;
}

export async function startScriptGateway(scripts: readonly FaultScript[]): Promise<ScriptGateway> {
  const upstream = await startFaultyUpstream();
  const scripted = new Map<string, { readonly target: TargetScript; count: number }>();
  const played = new Map<string, PlayedCall[]>();
  upstream.play((request) => {
    const asked = scripted.get(request.body.model);
    if (!asked) throw new Error(`nobody plays ${request.body.model}`);
    const { played: call, steps } = playCall(asked.target, asked.count, request);
    asked.count += 1;
    const calls = played.get(request.question) ?? [];
    played.set(request.question, [...calls, call]);
    return steps;
  });
  const targets: Record<string, unknown> = {};
  const routes: Record<string, unknown> = {};
  for (const script of scripts) {
    const route = routeOf(script);
    const names = script.targets.map((target, position) => {
      const { speaks, prefill } = target;
      const name = `${route}-${position}`;
      scripted.set(name, { target, count: 0 });
      const { breaker = {} } = script.resilience;
      const capabilities = prefill === null ? { prefill: false } : { prefill: true };
      targets[name] = { provider: speaks, model: name, capabilities, resilience: { breaker } };
      return name;
    });
    routes[route] = { targets: names, resilience: script.resilience };
  }
  const keyed = { apiKey: providerKey };
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      chat: { kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, ...keyed },
      messages: { kind: 'anthropic', baseUrl: upstream.url, ...keyed },
      refused: { kind: 'openai-compatible', baseUrl: `${refusedUrl}/v1`, ...keyed },
    },
    targets,
    routes,
  };
  const gateway = await startTestGateway(JSON.stringify(config)).catch(async (error: unknown) => {
    await upstream.close();
    throw error;
  });
  return {
    gateway,
    calls: (script, request) => played.get(questionOf(script, request)) ?? [],
    async close() {
      await gateway.drain();
      await upstream.close();
    },
  };
}
