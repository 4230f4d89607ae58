import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Pair } from 'yaml';
import { isMergeKey } from './check-document.ts';
import type { Finding } from './finding.ts';

/** A place in the text; both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a finding stands: at its key or value, or, when that is missing, at the nearest key above it. */
export function locate(document: Document.Parsed | null, lines: LineCounter, finding: Finding): Position {
  const offset = finding.offset ?? (document === null ? 0 : offsetOf(document, finding));
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetOf(document: Document.Parsed, finding: Finding): number {
  let node: unknown = document.contents;
  let keyOffset = startOf(node) ?? 0;
  const path = finding.hiddenKey === undefined ? finding.path : [...finding.path, finding.hiddenKey];
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(holder) && typeof step === 'number') {
      node = holder.items[step];
      keyOffset = startOf(node) ?? keyOffset;
      continue;
    }
    const pair = isMap(holder) ? findPair(holder.items, String(step), document) : null;
    if (pair === null) return keyOffset;
    keyOffset = startOf(pair.key) ?? keyOffset;
    node = pair.value;
  }
  // A key without a value has an empty one somewhere behind it; the key is what people look for.
  const isEmpty = isScalar(node) && node.value === null && node.source === '';
  return finding.at === 'key' || isEmpty ? keyOffset : (startOf(node) ?? keyOffset);
}

/** Of keys that stand twice the last one counts, as in the data; merged keys count after a mapping's own. */
function findPair(pairs: readonly Pair[], key: string, document: Document.Parsed): Pair | null {
  const own = pairs.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  if (own !== undefined) return own;
  for (const pair of pairs) {
    if (!isScalar(pair.key) || !isMergeKey(pair.key.value)) continue;
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
    for (const source of sources) {
      const merged = isAlias(source) ? source.resolve(document) : source;
      const found = isMap(merged) ? findPair(merged.items, key, document) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  return typeof node.range[0] === 'number' ? node.range[0] : null;
}
