/** `1 request`, `2 requests`. @param noun of one thing; its plural ends in `s`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
