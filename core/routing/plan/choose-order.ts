import type { Candidate } from './candidate.ts';
import type { Choose } from './route-policy.ts';

/** A target nobody has measured is tried first at most so often in a minute, one call at a time. */
const explorationsPerMinute = 3;

/**
 * Candidates in order of preference. Where the policy does not tell two apart, the order they are written in does.
 * @param random in [0, 1): the same number gives the same order.
 */
export function chooseOrder(candidates: readonly Candidate[], choose: Choose, random: number): readonly Candidate[] {
  switch (choose) {
    case 'ordered':
      return candidates;
    case 'weighted':
      return byWeight(candidates, random);
    case 'cheapest':
      return sortedBy(candidates, ({ estimate }) => estimate?.costUsd ?? Number.POSITIVE_INFINITY);
    case 'fastest':
      return sortedBy(candidates, firstTokenRank);
    case 'least-busy':
      // The next call counts as well, so that idle targets are told apart by their weight.
      return sortedBy(byWeight(candidates, random), ({ load, weight }) => (load.inFlight + 1) / weight);
  }
}

/** One is drawn by weight; the others follow, the heaviest first. */
function byWeight(candidates: readonly Candidate[], random: number): readonly Candidate[] {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  const rest = sortedBy(candidates, ({ weight }) => -weight);
  if (total <= 0) return rest;
  let remaining = random * total;
  // Drawn in the written order, so that a number's meaning does not depend on the sorting.
  const drawn = candidates.find(({ weight }) => {
    remaining -= weight;
    return remaining < 0;
  });
  return drawn ? [drawn, ...rest.filter((candidate) => candidate !== drawn)] : rest;
}

function firstTokenRank({ load }: Candidate): number {
  if (load.firstTokenMs !== null) return load.firstTokenMs;
  const mayExplore = load.inFlight === 0 && load.requestsLastMinute < explorationsPerMinute;
  return mayExplore ? -1 : Number.MAX_VALUE;
}

/** Stable. */
function sortedBy(candidates: readonly Candidate[], rank: (candidate: Candidate) => number): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  return candidates
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ candidate }) => candidate);
}
