import { type Alias, type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import type { Finding } from './finding.ts';

export interface DocumentCheck {
  readonly findings: readonly Finding[];
  /** Whether it is safe and sensible to turn the document into plain data. */
  readonly isConvertible: boolean;
}

/** Finds what the parser lets through but nobody can mean. */
export function checkDocument(document: Document.Parsed, maxAliases: number): DocumentCheck {
  const findings: Finding[] = [];
  let isConvertible = true;
  let aliases = 0;
  const report = (node: unknown, message: string) => {
    const offset = hasRange(node) ? node.range[0] : 0;
    findings.push({ level: 'error', path: [], at: 'value', offset, message });
  };
  const reject = (node: unknown, message: string) => {
    isConvertible = false;
    report(node, message);
  };
  visit(document, {
    Alias(_key, alias) {
      aliases += 1;
      if (aliases > maxAliases) {
        reject(alias, `uses more than ${maxAliases} aliases`);
        return visit.BREAK;
      }
      const fault = aliasFault(alias, document);
      if (fault !== null) reject(alias, fault);
      return undefined;
    },
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key, value } of map.items) {
        if (!isScalar(key)) reject(key, 'a key must be plain text');
        else if (isMergeKey(key.value)) {
          if (!isMergeSource(value, document)) reject(key, '`<<` takes a mapping: `*name`, or a list of them');
        } else {
          const name = String(key.value);
          if (name === '__proto__') reject(key, '`__proto__` cannot be a key');
          if (seen.has(name)) report(key, 'this key stands here twice');
          seen.add(name);
        }
      }
    },
  });
  return { findings, isConvertible };
}

function aliasFault(alias: Alias, document: Document.Parsed): string | null {
  const source = alias.resolve(document);
  if (source === undefined) return 'this alias has no anchor (`&name`) before it';
  const contains =
    isCollection(source) &&
    hasRange(source) &&
    hasRange(alias) &&
    source.range[0] <= alias.range[0] &&
    alias.range[0] < source.range[1];
  return contains ? 'this alias stands inside of what it repeats' : null;
}

function isMergeSource(value: unknown, document: Document.Parsed): boolean {
  const source = isAlias(value) ? value.resolve(document) : value;
  // An alias without an anchor is reported as such.
  if (source === undefined || isMap(source)) return true;
  return isSeq(source) && source.items.every((item) => isMap(isAlias(item) ? (item.resolve(document) ?? item) : item));
}

/** The parser may stand a symbol for the merge key. */
export function isMergeKey(key: unknown): boolean {
  return key === '<<' || (typeof key === 'symbol' && key.description === '<<');
}

function hasRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
