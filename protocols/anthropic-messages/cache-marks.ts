import type { CacheBreakpoint } from '../../core/conversation/part.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';

/** The provider takes this many marks in one request. */
const mostMarks = 4;

/** Collects cache breakpoints in prompt order, then puts the last ones, which cover the longest prefixes, on their blocks. */
export class CacheMarks {
  readonly #marks: { readonly block: Block; readonly breakpoint: CacheBreakpoint }[] = [];
  readonly #allowed: boolean;
  readonly #notes: RequestNotes;

  constructor(allowed: boolean, notes: RequestNotes) {
    this.#allowed = allowed;
    this.#notes = notes;
  }

  mark(block: Block, breakpoint: CacheBreakpoint | undefined): void {
    if (breakpoint !== undefined) this.#marks.push({ block, breakpoint });
  }

  apply(): void {
    if (this.#marks.length === 0) return;
    if (!this.#allowed) {
      this.#notes.changed('cache breakpoints dropped');
      return;
    }
    const surplus = this.#marks.length - mostMarks;
    if (surplus > 0) this.#notes.changed(`cache breakpoints ${this.#marks.length} → ${mostMarks}`);
    for (const { block, breakpoint } of this.#marks.slice(-mostMarks)) {
      block.cache_control = { type: 'ephemeral', ...this.#ttlOf(breakpoint) };
    }
  }

  #ttlOf(breakpoint: CacheBreakpoint): { ttl?: string } {
    const { ttl } = breakpoint;
    if (ttl === undefined) return {};
    if (ttl === '5m' || ttl === '1h') return { ttl };
    this.#notes.changed(`cache ttl ${ttl} → 5m`);
    return {};
  }
}
