/** Methods that look at no more than they are given, or at one place. */
const immediate: ReadonlySet<PropertyKey> = new Set(['constructor', 'at', 'push', 'pop']);

/**
 * How many elements arrays' own methods, spreads and `for … of` go over while the work is done, each taken for a whole
 * pass. A measure of work that is the same on any machine; loops that count for themselves are not seen.
 */
export function countElements(work: () => unknown): number {
  let count = 0;
  const originals = new Map<PropertyKey, PropertyDescriptor>();
  for (const name of Reflect.ownKeys(Array.prototype)) {
    const original = Object.getOwnPropertyDescriptor(Array.prototype, name);
    const method: unknown = original?.value;
    if (original === undefined || typeof method !== 'function' || immediate.has(name)) continue;
    originals.set(name, original);
    const counted = function (this: readonly unknown[], ...values: unknown[]): unknown {
      count += this.length;
      return Reflect.apply(method, this, values);
    };
    Object.defineProperty(Array.prototype, name, { ...original, value: counted });
  }
  try {
    work();
  } finally {
    for (const [name, original] of originals) Object.defineProperty(Array.prototype, name, original);
  }
  return count;
}
