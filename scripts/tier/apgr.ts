export interface GradedScore {
  readonly score: number;
  readonly weak: number;
  readonly strong: number;
}

/**
 * Average performance gap recovered: the share of the strong model's lead that is kept when the prompts of the highest
 * scores go to it, averaged over every share of prompts. A random order keeps 0.5. Ties share their gain.
 */
export function apgr(graded: readonly GradedScore[]): number {
  const sorted = [...graded].sort((a, b) => b.score - a.score);
  const total = sorted.reduce((sum, { weak, strong }) => sum + strong - weak, 0);
  let [kept, area] = [0, 0];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    let gain = 0;
    for (; end < sorted.length && sorted[end]?.score === sorted[start]?.score; end += 1) {
      gain += (sorted[end]?.strong ?? 0) - (sorted[end]?.weak ?? 0);
    }
    area += kept * (end - start) + (gain * (end - start)) / 2;
    kept += gain;
    start = end;
  }
  return area / sorted.length / total;
}
