import { distance } from 'fastest-levenshtein';

// Nobody has more names than this, and a file that does must not cost minutes.
const maxCandidates = 1_000;

/** The candidate that a misspelt name most likely means, or `null` when none is close. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  // Longer names are not typing errors, and comparing them costs time that grows with their length.
  if (name.length > 64) return null;
  const wanted = name.toLowerCase();
  let nearest: string | null = null;
  let fewestEdits = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    compared += 1;
    if (compared > maxCandidates) break;
    if (candidate.length > 64) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < fewestEdits) {
      fewestEdits = edits;
      nearest = candidate;
    }
  }
  return nearest;
}
