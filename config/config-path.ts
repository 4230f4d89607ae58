/** Keys and list positions from the document's root to a value. */
export type ConfigPath = readonly (string | number)[];

/** A path as people read it: `routes.fast.targets[1]`, `targets["gpt-4.1"].model`. */
export function formatConfigPath(path: ConfigPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w*/-]{1,64}$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step.length > 64 ? `${step.slice(0, 64)}…` : step)}]`;
  }
  return text;
}

/** The value at a path, or `undefined`; only own properties count. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
