/** By their prefix: regions from which profiles of Bedrock may be called, generously. */
const regionsOf: Readonly<Record<string, RegExp>> = {
  us: /^(?:us-(?!gov-)|ca-|mx-)/,
  eu: /^(?:eu-|il-|me-|af-)/,
  jp: /^ap-northeast-/,
  au: /^ap-southeast-/,
  apac: /^(?:ap-|me-)/,
  ca: /^ca-/,
  'us-gov': /^us-gov-/,
  global: /^(?!us-gov-|cn-)/,
};

/** The part of a model's id that says in which part of the world it may be run: `us`, `global`; `null` = a model itself. */
export function profilePrefixOf(model: string): string | null {
  const [, prefix = ''] = /^([a-z-]+)\./.exec(model) ?? [];
  return Object.hasOwn(regionsOf, prefix) ? prefix : null;
}

/** Whether a region may know the profile; true for what is no profile. */
export function isProfileFor(model: string, region: string): boolean {
  const prefix = profilePrefixOf(model);
  return prefix === null || regionsOf[prefix]?.test(region) === true;
}
