import { counted } from '../../core/errors/counted.ts';
import { priceRow } from '../../core/metering/price-row.ts';
import type { BenchTarget } from './bench-target.ts';
import type { Measurement } from './measure-target.ts';

const maxErrorCharacters = 300;

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** A line of the table; what was not measured, or is not known, is `null`. */
export interface ProviderRow {
  readonly target: string;
  readonly provider: string;
  readonly model: string;
  /** Until the first text of an answer. */
  readonly firstTokenMs: Latency | null;
  /** Until the end of an answer. */
  readonly wholeMs: Latency | null;
  /** Standard prices of a short prompt; of a target that was measured. */
  readonly usdPerMillionTokens: { readonly input: number | null; readonly output: number | null };
  /** Questions that came to an end, answered or failed. */
  readonly asked: number;
  readonly failures: number;
  readonly right: number;
  /** Share of the questions asked that were answered right; a failure is not right. */
  readonly quality: number | null;
  /** US dollars of this run; `null` = unknown of some answer, or nothing was asked. */
  readonly spentUsd: number | null;
  readonly note: string | null;
  /** What the last failure said, in one line. */
  readonly lastError: string | null;
}

/** @param measurement `null` = it was not measured. */
export function providerRow(target: BenchTarget, measurement: Measurement | null): ProviderRow {
  const asked = measurement?.asked ?? [];
  const answered = asked.filter((each) => each.outcome === 'answered');
  const failed = asked.filter((each) => each.outcome === 'failed');
  const right = answered.filter((each) => each.isRight).length;
  const costs = asked.flatMap((each) => (each.outcome === 'failed' && each.costUsd === null ? [] : [each.costUsd]));
  const price = measurement && priceRow(target.prices, 0, 'standard');
  const { stopped = null } = measurement ?? {};
  const lastError = failed.at(-1);
  return {
    target: target.name,
    provider: target.provider,
    model: target.model,
    firstTokenMs: latency(answered.flatMap(({ firstTokenMs }) => firstTokenMs ?? [])),
    wholeMs: latency(answered.map(({ wholeMs }) => wholeMs)),
    usdPerMillionTokens: { input: price?.input ?? null, output: price?.output ?? null },
    asked: asked.length,
    failures: failed.length,
    right,
    quality: answered.length === 0 ? null : right / asked.length,
    spentUsd: sum(costs),
    note: target.unmeasured ?? (stopped === null ? null : `${stopped}: ${counted(asked.length, 'question')} asked`),
    lastError: lastError === undefined ? null : printable(`${lastError.kind}: ${lastError.message}`),
  };
}

/** The nearest rank: a time that an answer really took. */
function latency(timesMs: readonly number[]): Latency | null {
  const ascending = [...timesMs].sort((a, b) => a - b);
  const rank = (share: number): number => ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
  return ascending.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95) };
}

function sum(costsUsd: readonly (number | null)[]): number | null {
  if (costsUsd.length === 0) return null;
  return costsUsd.reduce((total, cost) => (total === null || cost === null ? null : total + cost));
}

/** Messages come from others: nothing of them may steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, maxErrorCharacters);
}
