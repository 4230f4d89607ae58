import { awsPrices } from '../../config/aws-price.ts';
import type { ModelRow } from '../../config/model-row.ts';
import type { CostLine } from '../../local/plan/cost-line.ts';
import { dollars, figure } from '../../local/plan/figure.ts';
import { findCrossing } from '../../local/plan/find-crossing.ts';
import { usualLoad } from '../../local/plan/load.ts';
import { neededQuotas } from '../../local/plan/needed-quotas.ts';
import { parsePlanSettings } from '../../local/plan/plan-settings.ts';
import { assumptionsText, crossingText, loadText } from '../../local/plan/plan-text.ts';
import { quotaRow } from '../../local/plan/quotas-text.ts';
import { type CasePlans, casePlans } from './case-plans.ts';
import { referenceCases, totalOf } from './earlier-plan.ts';
import { earlierTable, impliedText } from './earlier-text.ts';

/** `docs/cost.md`. @param idle what the synthesised templates cost while nobody asks, as `idleText` tells it. */
export function costDocument(modelRows: readonly ModelRow[], idle: readonly string[]): string {
  const cases = referenceCases.map((reference) => casePlans(reference, modelRows));
  const { deploy } = parsePlanSettings('version: 1\nprovider: bedrock\n', null, 'standard');
  const plain = { ...deploy, gateway: { ...deploy.gateway, provisionedConcurrency: null } };
  const { deploy: small } = parsePlanSettings('version: 1\nprovider: bedrock\n', null, 'small');
  return `${[
    '# What it costs',
    '',
    'Written by `npm run cost:doc` from the settings, the templates and dated prices: the same code as `npx cato plan`. US dollars a month, on demand, us-east-1, before free tiers and discounts. Nothing here was measured in an account.',
    '',
    '```',
    'npx cato plan --users 1000000 --requests-per-day 10 --tiers simple=70,complex=20,code=10 --cache-hit-rate 60',
    'npx cato plan --users 1000000 --profile standard --quotas',
    '```',
    '',
    'Every line of a plan tells the figures it is computed from, and the price with its source and day. A price that is not known is `null`: its line is in no total and says so. A price that could not be confirmed in a source that can be cited is marked, and the plan says how much of its total rests on such prices.',
    '',
    `The assumptions, all of them to be measured in an account: ${assumptionsText(usualLoad.assumptions)} Of a kept conversation, a quarter of the input is new and the rest turns before it; the store reads the head and those turns and makes three conditional writes.`,
    '',
    '## While nobody asks',
    '',
    'Computed from the synthesised templates; a resource type that is not in the list of prices fails the tests.',
    '',
    idle.join('\n\n'),
    '',
    '## Functions or containers',
    '',
    `${crossingText(findCrossing(plain, usualLoad))} A function is paid for while it waits for a model, a task for its CPU. The containers are ${plain.container.minTasks} tasks of ${figure(plain.container.cpu / 1024)} vCPU in each of ${plain.regions.length} regions (\`standard\`), behind API Gateway and a load balancer. With one task in one region (\`small\`) it is ${figure(findCrossing(small, usualLoad).requestsPerSecond ?? Number.NaN)} requests a second. Below that, and where nothing may cost while nobody asks, functions are the choice.`,
    '',
    '## Two cases',
    '',
    loadText({ ...usualLoad, users: 1_000_000 }),
    '',
    'There is no semantic cache yet: the hit rate is an input, and 60 % says what one would save. A hit costs no tokens, but the way to it and the kept turn.',
    '',
    cases.map(earlierTable).join('\n\n'),
    '',
    'The hosted models are cheaper because they do less: with these settings Shadow Self has no part in a request, so as many instances run as the profile keeps at least. What they would cost answering simple requests is further below.',
    '',
    '### What the earlier plan must have assumed',
    '',
    cases.map(impliedText).join('\n'),
    '',
    conclusion(cases),
    '',
    '### The same cases decided otherwise',
    '',
    '| | from a cache 0 % | from a cache 60 % |',
    '| --- | ---: | ---: |',
    ...cases.flatMap(variantRows),
    '',
    ...cases.flatMap(caseSection),
    '## Prices that could not be confirmed',
    '',
    ...awsPrices.filter(({ confirmedBy }) => confirmedBy === null).map(unconfirmedRow),
    '',
    'All prices with their sources: [`config/aws-prices.json`](../config/aws-prices.json); of models: [models.md](models.md).',
  ].join('\n')}\n`;
}

/** What follows from the figures, as they are. */
function conclusion(cases: readonly CasePlans[]): string {
  const isOverTotal = cases.every(({ case: { earlier }, sixty }) => sixty.byComponent.models > totalOf(earlier));
  const told = isOverTotal
    ? 'With the routes that hold when none are written, tokens alone cost more than its total, also with 60 % from a cache.'
    : 'With the routes that hold when none are written, tokens cost more or less than its total by the share that a cache answers.';
  return `So the earlier plan has to have reckoned with one cheap model for every tier, with most requests answered from a cache or by its own instances, or with both. ${told}`;
}

function variantRows({ case: { name, profile }, none, sixty, variants }: CasePlans): readonly string[] {
  return [
    `| ${name}, as the profile \`${profile}\` | ${dollars(none.totalUsd)} | ${dollars(sixty.totalUsd)} |`,
    ...variants.map((variant) => `| ${name}, ${variant.name} | ${dollars(variant.none)} | ${dollars(variant.sixty)} |`),
  ];
}

function caseSection({ case: { name, profile }, none, sixty }: CasePlans): readonly string[] {
  const { volume } = none;
  const other = new Map(sixty.lines.map((line) => [keyOf(line), line]));
  const usd = (line: CostLine | undefined): string => (line?.usd === null ? 'not included' : dollars(line?.usd ?? 0));
  return [
    `## ${name}, line by line`,
    '',
    `Profile \`${profile}\`: ${none.deploy.compute}, ${none.deploy.regions.join(', ')}. ${figure(volume.requests)} requests a month, ${figure(volume.meanRps)} a second (busiest ${figure(volume.peakRps)}), ${figure(volume.meanConcurrent)} under way (busiest ${figure(volume.peakConcurrent)}).`,
    '',
    '| line | from a cache 0 % | 60 % | at 0 %, computed from | price |',
    '| --- | ---: | ---: | --- | --- |',
    ...none.lines.map(
      (line) =>
        `| ${line.item} | ${usd(line)} | ${usd(other.get(keyOf(line)))} | ${line.how} | ${line.price.id}, ${line.price.asOf}${line.price.isVerified ? '' : ', unverified'} |`,
    ),
    `| **Total** | **${dollars(none.totalUsd)}** | **${dollars(sixty.totalUsd)}** | | |`,
    '',
    `Of it rest on unconfirmed prices: ${dollars(none.unverifiedUsd)} and ${dollars(sixty.unverifiedUsd)}. Not included: ${none.notIncluded.join(' ')}`,
    '',
    ...(none.shortfalls.length === 0
      ? []
      : [`The profile as it stands is too small for it: ${none.shortfalls.join(' ')}`, '']),
    `Quotas of the account, for the whole load at its busiest in one region (\`npx cato plan --quotas\`):`,
    '',
    '| quota | code | usually | needed | raise |',
    '| --- | --- | ---: | ---: | --- |',
    ...neededQuotas(none).map(quotaRow),
    '',
  ];
}

function keyOf({ component, item }: CostLine): string {
  return `${component} ${item}`;
}

function unconfirmedRow({ id, service, tiers, unit, source, note }: (typeof awsPrices)[number]): string {
  const usd = tiers.map((tier) => (tier.usd === null ? 'unknown' : `$${tier.usd}`)).join(', ');
  return `- ${id} (${service}): ${usd} per ${unit}. ${note ?? ''} To be checked at ${source}`;
}
