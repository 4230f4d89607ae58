import { parseSync } from '@swc/core';

/** Globals that give the same answer whenever they are asked, and reach nothing outside. */
const pureGlobals = new Set([
  ...[
    'Array',
    'BigInt',
    'Boolean',
    'Buffer',
    'Map',
    'Number',
    'Object',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'WeakMap',
  ],
  ...[
    'Int8Array',
    'Int32Array',
    'Uint8Array',
    'Int16Array',
    'Uint16Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'ArrayBuffer',
    'DataView',
  ],
  ...['Error', 'RangeError', 'SyntaxError', 'TypeError', 'AggregateError', 'Promise', 'AbortController', 'JSON'],
  ...['Infinity', 'NaN', 'undefined', 'decodeURIComponent', 'encodeURIComponent', 'structuredClone', 'atob', 'btoa'],
  ...['TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams'],
]);

/** Globals that are pure in part: only these members may be named, and the global itself may go nowhere else. */
const pureMembers: Readonly<Record<string, (member: string) => boolean>> = {
  AbortSignal: (member) => member === 'any' || member === 'abort',
  Date: (member) => member === 'UTC' || member === 'parse',
  Math: (member) => member !== 'random',
};

type Node = { readonly [key: string]: unknown };

/** Stands behind the code, to learn how the parser marks names that are declared nowhere. */
const sentinel = '__declaredNowhere__';

/**
 * The hidden clocks, dice and doors of a file: every reference to a global that is not pure, called or not, and every
 * import at run time. Types are not looked at.
 */
export function findImpurities(code: string): string[] {
  const { body } = parseSync(`${code}\n;${sentinel};`, { syntax: 'typescript', target: 'es2024' });
  let globalContext: unknown;
  walk(body, (node) => {
    if (node.type === 'Identifier' && node.value === sentinel) globalContext = node.ctxt;
    return [];
  });
  const found: string[] = [];
  const globalName = (node: unknown): string | null => {
    if (!isNode(node) || node.type !== 'Identifier' || node.ctxt !== globalContext) return null;
    return node.value === sentinel ? null : String(node.value);
  };
  walk(body, (node) => {
    if (node.type === 'Import') found.push('import()');
    if (node.type === 'MetaProperty' && node.kind === 'import.meta') found.push('import.meta');
    const name = globalName(node);
    if (name !== null && !pureGlobals.has(name)) found.push(name);
    if (node.type === 'MemberExpression') {
      const owner = globalName(node.object);
      const isPure = owner === null ? undefined : pureMembers[owner];
      if (isPure === undefined || !isNode(node.property) || node.property.type !== 'Identifier') return [];
      if (!isPure(String(node.property.value))) found.push(`${owner}.${node.property.value}`);
      return ['object'];
    }
    // Without an argument it reads the clock.
    const takesTime = Array.isArray(node.arguments) && node.arguments.length > 0;
    return node.type === 'NewExpression' && globalName(node.callee) === 'Date' && takesTime ? ['callee'] : [];
  });
  return found;
}

/** @param visit looks at a node and names the children that need not be walked. */
function walk(value: unknown, visit: (node: Node) => readonly string[]): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  if (!isNode(value)) return;
  if (typeof value.type === 'string' && value.type.startsWith('Ts')) {
    // Of `x as T`, `x!` and `x satisfies T` the `x` remains at run time.
    walk(value.expression, visit);
    return;
  }
  const skipped = visit(value);
  for (const [key, child] of Object.entries(value)) if (!skipped.includes(key)) walk(child, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
