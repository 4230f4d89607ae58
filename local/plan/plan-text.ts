import type { Component, CostLine } from './cost-line.ts';
import { dollars, figure, percent, precise } from './figure.ts';
import type { Crossing } from './find-crossing.ts';
import type { Assumptions, Load } from './load.ts';
import type { Plan } from './make-plan.ts';

/** A plan for people. */
export function planText(plan: Plan, crossing: Crossing): string {
  const { lines, totalUsd, unverifiedUsd, notIncluded, shortfalls, deploy, volume } = plan;
  const components = [...new Set(lines.map(({ component }) => component))];
  return [
    `Profile ${deploy.profile}: ${deploy.compute}, ${deploy.regions.join(', ')}. US dollars a month, on demand, prices of us-east-1.`,
    loadText(plan.load),
    `${figure(volume.requests)} requests a month, ${figure(volume.meanRps)} a second (busiest ${figure(volume.peakRps)}), ${figure(volume.meanSeconds)} s each: ${figure(volume.meanConcurrent)} under way (busiest ${figure(volume.peakConcurrent)}).`,
    `Assumed, not measured: ${assumptionsText(plan.load.assumptions)}`,
    '',
    ...components.flatMap((component) => componentText(component, plan)),
    `${'TOTAL'.padEnd(nameWidth)}${dollars(totalUsd).padStart(costWidth)}`,
    '',
    ...(unverifiedUsd > 0
      ? [`* ${dollars(unverifiedUsd)} of it rest on prices that could not be confirmed in a source.`]
      : []),
    crossingText(crossing),
    ...shortfalls.map((sentence) => `These settings are too small: ${sentence}`),
    'Not included:',
    ...notIncluded.map((sentence) => `  ${sentence}`),
    '',
  ].join('\n');
}

const nameWidth = 62;
const costWidth = 14;

function componentText(component: Component, { lines, byComponent }: Plan): readonly string[] {
  const own = lines.filter((line) => line.component === component);
  return [
    `${component.toUpperCase().padEnd(nameWidth)}${dollars(byComponent[component]).padStart(costWidth)}`,
    ...own.flatMap((line) => [
      `  ${line.item.padEnd(nameWidth - 2)}${costText(line).padStart(costWidth)}`,
      `      ${line.how}`,
      `      = ${precise(line.quantity)} ${line.unit}${line.usdPerUnit === null ? '' : ` × $${precise(line.usdPerUnit)}`} [${line.price.id}, ${line.price.source}, ${line.price.asOf}]`,
    ]),
    '',
  ];
}

function costText({ usd, price }: CostLine): string {
  if (usd === null) return 'not included';
  return `${price.isVerified ? '' : '*'}${dollars(usd)}`;
}

export function loadText(load: Load): string {
  const mix = Object.entries(load.tiers).map(([tier, share]) => `${tier} ${percent(share)}`);
  return [
    `${load.users.toLocaleString('en-US')} users × ${figure(load.requestsPerDay)} requests a day, ${figure(load.inputTokens)} tokens in, ${figure(load.outputTokens)} out; ${mix.join(', ')};`,
    `answered from a cache ${percent(load.cacheHitRate)} (there is no semantic cache yet), busiest ${figure(load.peakFactor)} × the mean, in the background ${percent(load.backgroundShare)},`,
    `kept as conversations ${percent(load.storedShare)}, input in the provider's cache ${percent(load.promptCacheShare)}, Shadow Self asked for ${percent(load.shadowSelfShare)}, NLI for ${percent(load.nliShare)}.`,
  ].join('\n');
}

export function assumptionsText(assumptions: Assumptions): string {
  const { firstTokenSeconds, tokensPerSecond, shortSeconds, bytesPerOutputToken, logBytesPerRequest } = assumptions;
  return [
    `first token after ${firstTokenSeconds} s, then ${tokensPerSecond} a second; ${shortSeconds} s where no model is waited for;`,
    `${bytesPerOutputToken} bytes on the wire and ${assumptions.cpuMsPerToken} ms of CPU a token, ${assumptions.cpuMsPerRequest} ms a request;`,
    `${figure(logBytesPerRequest)} bytes of logs a request; a function's environment lives ${assumptions.environmentHours} h.`,
  ].join(' ');
}

export function crossingText({
  requestsPerSecond,
  concurrent,
  usd,
  functionsEndAtRps,
  functionsEndAtConcurrent,
}: Crossing): string {
  const ends = `The account's usual ${figure(functionsEndAtConcurrent)} concurrent functions end at ${figure(functionsEndAtRps)} requests a second.`;
  if (requestsPerSecond === null || concurrent === null || usd === null)
    return `Containers never cost less than functions here. ${ends}`;
  return `Containers cost less than functions from ${figure(requestsPerSecond)} requests a second on, ${figure(concurrent)} under way (${dollars(usd)} a month either way). ${ends}`;
}
