const placeholder = /^\$\{(\w+)\}$/;

/**
 * A definition with the placeholders of its tasks (`"Resource": "${prepare}"`) filled in: with the functions' ARNs
 * where it is deployed, with the names of functions where it is run in process.
 * @throws RangeError for a placeholder that nothing is given for.
 */
export function fillResources(definition: unknown, resources: Readonly<Record<string, string>>): unknown {
  return JSON.parse(JSON.stringify(definition), (key, value: unknown) => {
    const name = key === 'Resource' && typeof value === 'string' ? placeholder.exec(value)?.[1] : undefined;
    if (name === undefined) return value;
    const resource = resources[name];
    if (resource === undefined) throw new RangeError(`there is nothing for the task "${name}"`);
    return resource;
  });
}
