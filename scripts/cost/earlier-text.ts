import { awsPrice } from '../../config/aws-price.ts';
import { costOfUsage } from '../../core/metering/cost-of-usage.ts';
import { dollars, figure } from '../../local/plan/figure.ts';
import type { Plan } from '../../local/plan/make-plan.ts';
import { hoursPerMonth } from '../../local/plan/volume.ts';
import type { CasePlans } from './case-plans.ts';
import { totalOf } from './earlier-plan.ts';

/** This design beside the earlier plan, line by line. */
export function earlierTable({ case: { name, earlier }, none, sixty }: CasePlans): string {
  const hosted = (plan: Plan): number => plan.byComponent['hosted models'];
  const rest = (plan: Plan): number => plan.totalUsd - plan.byComponent.models - hosted(plan);
  const row = (what: string, before: number, at: (plan: Plan) => number): string =>
    `| ${what} | ${dollars(before)} | ${dollars(at(none))} | ${dollars(at(sixty))} | ${verdict(at(none) - before)}; ${verdict(at(sixty) - before)} |`;
  return [
    `| ${name} | earlier plan | from a cache 0 % | from a cache 60 % | this design is |`,
    '| --- | ---: | ---: | ---: | --- |',
    row('SageMaker: hosted models', earlier.sageMaker, hosted),
    row('Orchestration: everything but models', earlier.orchestration, rest),
    row('Bedrock: tokens', earlier.bedrock, (plan) => plan.byComponent.models),
    row('**Total**', totalOf(earlier), (plan) => plan.totalUsd),
  ].join('\n');
}

function verdict(difference: number): string {
  if (Math.abs(difference) < 0.5) return 'as dear';
  return `${dollars(Math.abs(difference))} ${difference > 0 ? 'dearer' : 'cheaper'}`;
}

/** What the earlier plan's figures come to when one divides them by the load: computed, not told by its authors. */
export function impliedText({ case: { name, earlier }, none, sixty }: CasePlans): string {
  const [price] = awsPrice('ml.g5.2xlarge').tiers;
  const perInstance = (price?.usd ?? Number.NaN) * hoursPerMonth;
  const instances = earlier.sageMaker / perInstance;
  const { inputTokens, outputTokens, tiers, peakFactor } = none.load;
  const simple = tiers.simple ?? 0;
  const tokens = inputTokens + outputTokens;
  const perMillion = (plan: Plan, share: number): string =>
    `$${figure(earlier.bedrock / ((plan.volume.asked * share * tokens) / 1e6))}`;
  const simpleTokens = (plan: Plan): number =>
    (plan.volume.asked / plan.volume.requests) * plan.volume.meanRps * simple * outputTokens;
  const perRequests = (earlier.orchestration / none.volume.requests) * 1e6;
  const own = none.totalUsd - none.byComponent.models - none.byComponent['hosted models'];
  return [
    `- **${name}, SageMaker**: ${figure(instances)} × ml.g5.2xlarge all month (${dollars(perInstance)} each). Answering all simple requests, each would write ${figure(simpleTokens(none) / instances)} tokens a second on average without a cache, ${figure(simpleTokens(sixty) / instances)} with 60 %, and ${figure(peakFactor)} times that at the busiest.`,
    `- **${name}, Bedrock**: ${perMillion(none, 1)} per million tokens (in and out together) if it answers everything without a cache, ${perMillion(sixty, 1)} with 60 %; if it answers complex and code alone, ${perMillion(none, 1 - simple)} and ${perMillion(sixty, 1 - simple)}. The models here: ${modelPrices(none)}.`,
    `- **${name}, orchestration**: $${figure(perRequests)} per million requests; here ${dollars((own / none.volume.requests) * 1e6)}, of which API Gateway, a load balancer if there is one, the firewall and what goes out to the internet are ${dollars((none.byComponent['front door'] / none.volume.requests) * 1e6)}.`,
  ].join('\n');
}

function modelPrices({ models, load: { inputTokens, outputTokens } }: Plan): string {
  const usage = { freshInput: inputTokens, cacheRead: 0, cacheWrite: {}, output: outputTokens, reasoning: null };
  const seen = new Map(models.map(({ model, facts }) => [model, costOfUsage(facts.prices, usage, 'standard')]));
  return [...seen]
    .map(
      ([model, usd]) =>
        `\`${model}\` ${usd === null ? 'unknown' : `$${figure((usd / (inputTokens + outputTokens)) * 1e6)}`}`,
    )
    .join(', ');
}
