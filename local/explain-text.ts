import type { ToldRouting } from '../core/chat/told-routing.ts';
import { totalInput } from '../core/conversation/usage.ts';
import { counted } from '../core/errors/counted.ts';
import type { RequestEvent } from '../core/ports/event-log.ts';
import { tierBorders } from '../core/routing/tier/classify-tier.ts';
import type { TierSignal } from '../core/routing/tier/tier-decision.ts';
import type { Explanation } from './explain-prompt.ts';

/** An event as the admin view gives it out. */
export type ToldRequest = Omit<RequestEvent, 'time' | 'routing'> & {
  readonly time: string;
  readonly routing: ToldRouting | null;
};

const maxSignals = 4;

/** For people: where a prompt would go. */
export function explanationText({ model, route, target, reason, routing }: Explanation): string {
  const lines = [
    field('Model', `${model}${route === null || route === model ? '' : ` (route ${route})`} -> ${target ?? 'nobody'}`),
    field('Reason', reason),
    ...routingLines(routing),
    'Nobody was called.',
  ];
  return `${lines.join('\n')}\n`;
}

/** For people: what became of a request. */
export function requestText(event: ToldRequest): string {
  const { requestId, time, method, path, status, durationMs, firstByteMs, overheadMs, stream } = event;
  const first = firstByteMs === null ? '' : `, first byte after ${ms(firstByteMs)}`;
  const own = overheadMs === null ? '' : `, of that ours ${overheadMs.toFixed(2)} ms`;
  const lines = [
    field('Request', `${requestId} ${time} ${method} ${path}`),
    field('Answer', `${status}${stream ? ', streamed' : ''}, in ${ms(durationMs)}${first}${own}`),
    field('Model', `${event.model ?? '?'} -> ${event.target ?? 'nobody'}`),
    field('Reason', event.reason ?? 'it was not routed'),
    ...(event.routing ? routingLines(event.routing) : []),
    ...list('Attempts', event.attempts.map(attemptText)),
    ...list(
      'Recovered',
      event.recoveries.map(
        ({ how, from, to, characters }) =>
          `after ${counted(characters, 'character')} of ${from}: ${how === 'continue' ? 'continued' : 'started anew'} by ${to}`,
      ),
    ),
    ...list('Changed', event.changes),
    field('Cost', `${costText(event)} (${expectedText(event)})`),
    ...(event.error ? [field('Error', `${event.error.kind}: ${event.error.message}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function attemptText({
  target,
  outcome,
  durationMs,
  usage,
  costUsd,
  message,
  credential,
  failedCredentials = [],
}: RequestEvent['attempts'][number]): string {
  const tokens = usage ? `, ${totalInput(usage)} + ${usage.output} tokens, ${usd(costUsd)}` : '';
  const failed = failedCredentials.map((one) => `${one.credential}: ${one.outcome}`);
  const keys = [...failed, ...(credential === undefined ? [] : [credential])].join(', then ');
  const tried = keys === '' ? '' : ` (${keys})`;
  return `${target}: ${outcome} after ${ms(durationMs)}${tried}${tokens}${message ? `: ${message}` : ''}`;
}

/** A cost that is not known says what is missing for it. */
function costText({ attempts, costUsd }: Pick<ToldRequest, 'attempts' | 'costUsd'>): string {
  if (attempts.length === 0) return 'nobody was called';
  const isUnpriced = attempts.some((attempt) => attempt.usage !== null && attempt.costUsd === null);
  return costUsd === null && !isUnpriced ? 'usage unknown' : usd(costUsd);
}

function expectedText({ routing, target }: Pick<ToldRequest, 'routing' | 'target'>): string {
  const candidate = routing?.candidates.find((each) => each.target === target);
  return !candidate || candidate.inputTokens === null ? 'not estimated' : `expected ${usd(candidate.costUsd)}`;
}

function routingLines(routing: ToldRouting): readonly string[] {
  const { tier, candidates, excluded } = routing;
  return [
    ...(tier === null ? [] : tierLines(tier)),
    ...list(
      'Targets',
      candidates.map(({ target, inputTokens, outputTokens, costUsd, lowered }, index) => {
        const tokens = inputTokens === null ? '' : `: about ${inputTokens} + ${outputTokens} tokens, ${usd(costUsd)}`;
        return `${index + 1}. ${target}${tokens}${lowered === null ? '' : ` (last, it ${lowered})`}`;
      }),
    ),
    ...list(
      'Not asked',
      excluded.map(({ target, reason }) => `${target} ${reason}`),
    ),
  ];
}

function tierLines({
  tier,
  score,
  code,
  longContext,
  decidingTurn,
  signals,
}: NonNullable<ToldRouting['tier']>): readonly string[] {
  const turn = decidingTurn > 0 ? `, decided by user turn ${decidingTurn + 1}` : '';
  const values = `difficulty ${score.toFixed(2)}, code ${code.toFixed(2)}, long context ${longContext.toFixed(2)}`;
  return [
    field('Tier', `${tier} (${values}; from ${tierBorders.score}, code from ${tierBorders.code})${turn}`),
    ...list(
      'Signals',
      (['score', 'code', 'longContext'] as const).flatMap((of) => {
        const told = signals.filter((signal) => signal.of === of).slice(0, maxSignals);
        return told.length === 0 ? [] : [`${of === 'score' ? 'difficulty' : of}: ${told.map(signalText).join(', ')}`];
      }),
    ),
  ];
}

function signalText({ name, contribution }: TierSignal): string {
  return `${name} ${contribution < 0 ? '' : '+'}${contribution.toFixed(2)}`;
}

function field(name: string, text: string): string {
  return `${name.padEnd(10)} ${printable(text)}`;
}

/** The first line carries the name, the others stand under it. */
function list(name: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => field(index === 0 ? name : '', text));
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}

function usd(dollars: number | null): string {
  return dollars === null ? 'price unknown' : `$${dollars.toFixed(6)}`;
}

/** Names and messages come from others: nothing of them may steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
