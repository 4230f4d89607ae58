/**
 * How much these properties try, and from where: `TRANSLATION_RUNS=20` tries twenty times as much,
 * `TRANSLATION_SEED=…` what a failure has printed.
 */
const seed = Number(process.env.TRANSLATION_SEED ?? 20_261_121);
const factor = Number(process.env.TRANSLATION_RUNS ?? 1);

export function runs(count: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(count * factor), seed };
}
