import type { CallReport } from '../../../core/resilience/breaker/call-report.ts';

interface Counted {
  readonly at: number;
  readonly failed: boolean;
}

const failures = 5;
const windowMs = 30_000;
const sliceMs = 5_000;
const coolDownMs = 15_000;
const probeMs = 60_000;

/**
 * What a breaker must do, written the long way: it remembers every call. Whether mostly failures came in the window
 * is left open where calls just before the window decide it: then `opens` answers `either`.
 */
export class ReferenceBreaker {
  #log: Counted[] = [];
  #pausedUntil = 0;
  #openUntil: number | null = null;
  #openings = 0;
  /** Probes that are out and not given up, by their claim. */
  #probe: { readonly claim: number; readonly at: number } | null = null;

  phase(now: number): 'closed' | 'open' | 'half-open' {
    if (this.#openUntil === null) return now < this.#pausedUntil ? 'open' : 'closed';
    if (this.probesOut(now) > 0) return 'half-open';
    return now < this.#openUntil ? 'open' : 'half-open';
  }

  probesOut(now: number): number {
    return this.#probe && now < this.#probe.at + probeMs ? 1 : 0;
  }

  claimed(claim: number, now: number): void {
    this.#probe = { claim, at: now };
  }

  report({ outcome, retryAfterMs, probe, lastResort }: CallReport, now: number, didOpen: boolean): void {
    const failed =
      outcome === 'failure' || outcome === 'slow-first-token' || (outcome === 'rate-limited' && !retryAfterMs);
    const pausedUntil = outcome === 'rate-limited' && retryAfterMs ? now + retryAfterMs : 0;
    if (this.#openUntil === null) {
      this.#pausedUntil = Math.max(this.#pausedUntil, pausedUntil);
      if (outcome === 'success' && lastResort) this.#pausedUntil = 0;
      if (failed || outcome === 'success') this.#log.push({ at: now, failed });
      if (failed) this.#mayOpen(now, didOpen);
      return;
    }
    const isProbe = this.#probe !== null && probe === this.#probe.claim;
    if (outcome === 'success' && (probe || lastResort)) this.#close();
    else if (!isProbe) this.#openUntil = Math.max(this.#openUntil, pausedUntil);
    else {
      this.#probe = null;
      if (pausedUntil) this.#openUntil = pausedUntil;
      if (failed) this.#open(now, coolDownMs * Math.min(4, 2 ** this.#openings));
    }
  }

  #mayOpen(now: number, didOpen: boolean): void {
    const verdict = this.#opens(now);
    if (verdict === 'either' ? didOpen : verdict === 'yes') this.#open(now, coolDownMs);
  }

  #opens(now: number): 'yes' | 'no' | 'either' {
    const recent = this.#log.filter(({ at }) => at > now - windowMs);
    const failed = recent.filter(isFailure).length;
    if (failed < failures) return 'no';
    if (this.#log.slice(-failures).every(isFailure)) return 'yes';
    const widest = this.#log.filter(({ at }) => at > now - windowMs - 2 * sliceMs);
    if (failed * 2 >= widest.length) return 'yes';
    // Successes before the first failure need not be counted.
    const sinceFailure = recent.slice(recent.findIndex(isFailure));
    return widest.filter(isFailure).length * 2 < sinceFailure.length ? 'no' : 'either';
  }

  #open(now: number, forMs: number): void {
    this.#openUntil = Math.max(now + forMs, this.#openings === 0 ? this.#pausedUntil : 0);
    this.#openings += 1;
  }

  #close(): void {
    this.#log = [];
    this.#pausedUntil = 0;
    this.#openUntil = null;
    this.#openings = 0;
    this.#probe = null;
  }
}

function isFailure({ failed }: Counted): boolean {
  return failed;
}
