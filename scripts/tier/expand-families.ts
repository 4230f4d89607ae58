import type { Tier } from '../../core/routing/tier/tier.ts';
import { fillerProgram, fillerProse } from './filler-text.ts';

/** Prompts made from the same templates; all of them are in one part, never in two. */
export interface PromptFamily {
  readonly family: string;
  /** `test` was looked at while the word lists were written, `fresh` was not. */
  readonly part: 'train' | 'test' | 'fresh';
  readonly tier: Tier;
  /** How often each template is filled in. */
  readonly each: number;
  /** Templates; a list is a conversation, user and assistant by turns, the user first. */
  readonly prompts: readonly (string | readonly string[])[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

export interface LabelledPrompt {
  readonly family: string;
  readonly part: 'train' | 'test' | 'fresh';
  readonly tier: Tier;
  /** The user's turns. */
  readonly userTurns: readonly string[];
  /** All turns. */
  readonly turns: readonly string[];
}

/** Fills the templates in, the same way each time. Duplicates are left out. */
export function expandFamilies(families: readonly PromptFamily[]): readonly LabelledPrompt[] {
  const seen = new Set<string>();
  const expanded: LabelledPrompt[] = [];
  for (const { family, part, tier, each, prompts, slots } of families) {
    for (const [template, prompt] of prompts.entries()) {
      for (let filling = 0; filling < each; filling += 1) {
        const texts = typeof prompt === 'string' ? [prompt] : prompt;
        const turns = texts.map((text) => fill(text, slots, template, filling));
        const key = turns.join('\u0000');
        if (seen.has(key)) continue;
        seen.add(key);
        expanded.push({ family, part, tier, turns, userTurns: turns.filter((_, at) => at % 2 === 0) });
      }
    }
  }
  return expanded;
}

function fill(text: string, slots: PromptFamily['slots'], template: number, filling: number): string {
  const lines = text.replaceAll('\\n', '\n');
  return lines.replace(/\{(\w+)(?::(\d+))?\}/g, (whole, name: string, size: string | undefined) => {
    if (size !== undefined) {
      const seed = template * 31 + filling;
      return name === 'program' ? fillerProgram(Number(size), seed) : fillerProse(Number(size), seed);
    }
    const values = slots[name];
    // The name's length moves slots of equally many values apart.
    return values?.[(filling * 3 + template * (1 + (name.length % 3)) + name.charCodeAt(0)) % values.length] ?? whole;
  });
}
