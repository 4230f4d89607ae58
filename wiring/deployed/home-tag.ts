const geographies: Readonly<Record<string, string>> = {
  ...{ us: 'u', eu: 'e', ap: 'p', ca: 'c', sa: 's', af: 'f', me: 'm', il: 'i', mx: 'x', cn: 'n' },
};
const directions: Readonly<Record<string, string>> = {
  ...{ north: 'n', south: 's', east: 'e', west: 'w', central: 'c' },
  ...{ northeast: 'a', northwest: 'b', southeast: 'd', southwest: 'g' },
};

/** A region as ids of sessions name it: `ew1` for eu-west-1. No two regions have the same. @throws RangeError */
export function homeTagOf(region: string): string {
  const [geography = '', direction = '', number = ''] = region.split('-');
  const tag = `${geographies[geography] ?? ''}${directions[direction] ?? ''}${number}`;
  if (/^[a-z]{2}\d{1,2}$/.test(tag)) return tag;
  throw new RangeError(`no id can name the region ${region}`);
}
