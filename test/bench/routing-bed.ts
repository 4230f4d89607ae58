import { createEmbeddedChatModel } from '../../adapters/embedded/embedded-chat-model.ts';
import { InMemoryAffinityStore } from '../../adapters/in-memory/in-memory-affinity-store.ts';
import { InMemoryBreakerStore } from '../../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryTargetStats } from '../../adapters/in-memory/in-memory-target-stats.ts';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { resolveResilience } from '../../config/resolve-resilience.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { ModelDirectory } from '../../core/routing/model-directory.ts';
import { unknownModelFacts } from '../../core/routing/model-facts.ts';
import { type Routed, Router } from '../../core/routing/router.ts';
import type { Target } from '../../core/routing/target.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { loadTierWeights } from '../../wiring/load-tier-weights.ts';

const targetsOfRoute = 3;

/** So many targets and routes, each route with tiers and three targets. */
export class RoutingBed {
  readonly #models: ModelDirectory;
  readonly #router: Router;
  readonly #stats: InMemoryTargetStats;

  constructor(count: number) {
    const clock = createSystemClock();
    const chatModel = createEmbeddedChatModel({ clock });
    const resilience = resolveResilience([], { reasoning: false });
    const targets = Array.from({ length: count }, (_, index): Target => {
      const model = `model-${index}`;
      const name = `target-${index}`;
      return {
        label: `p/${model}`,
        name,
        provider: 'p',
        model,
        facts: unknownModelFacts(model),
        chatModel,
        resilience,
      };
    });
    const limits = { maxAttempts: 4, totalMs: 600_000 };
    this.#models = new ModelDirectory({
      routes: targets.map((_, index) => {
        const members = Array.from({ length: targetsOfRoute }, (_, offset) => {
          const target = targets[(index + offset) % count];
          if (!target) throw new RangeError('no such target');
          return { target, weight: 1 };
        });
        return {
          name: `route-${index}`,
          targets: {
            targets: [],
            choose: 'least-busy',
            tiers: { simple: members, complex: members, code: members, longContext: members },
            rules: [],
            fallbacks: { contextWindow: [], contentPolicy: [] },
          },
          dropUnsupported: false,
          limits,
        };
      }),
      targets,
      providers: [],
      dropUnsupported: false,
    });
    this.#stats = new InMemoryTargetStats(clock);
    this.#router = new Router({
      weights: loadTierWeights,
      stats: this.#stats,
      breakers: new InMemoryBreakerStore(clock, () => resilience.breaker),
      affinity: new InMemoryAffinityStore(),
      clock,
      random: Math.random,
    });
  }

  /** Everything that routing does for a request whose body was parsed. */
  async decide(route: number, session: number, body: JsonObject): Promise<Routed> {
    const resolution = this.#models.resolve(`route-${route}`);
    const routed = await this.#router.route(resolution, {
      survey: () => openAiChat.surveyRequest(body),
      header: (name) => (name === 'x-session-id' ? `session-${session}` : null),
      principal: null,
    });
    const [target] = routed.plan.targets;
    if (!target) throw new Error('nobody can be asked');
    this.#stats.callBegins(target.label, 10);
    this.#stats.firstToken(target.label, 100);
    this.#stats.callEnds(target.label, 10, { inputTokens: 10, outputTokens: 10 });
    this.#router.remember(routed, target);
    return routed;
  }
}
