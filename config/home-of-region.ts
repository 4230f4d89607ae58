const directions: Readonly<Record<string, string>> = {
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
};

/**
 * What a region is called in the ids of sessions that live there: `eu-west-1` is `euw1`, `ap-southeast-2` is `apse2`.
 * No two regions of a partition are called the same, and a region is called so for ever.
 */
export function homeOfRegion(region: string): string {
  const [place = '', ...parts] = region.split('-');
  return place + parts.map((part) => directions[part] ?? (/^\d+$/.test(part) ? part : part.slice(0, 1))).join('');
}
