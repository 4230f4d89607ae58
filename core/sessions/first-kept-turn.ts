/** What leaving out an earlier turn depends on. */
export interface WeighedTurn {
  /** Tokens a model spends on reading it. */
  readonly tokens: number;
  /** Its tool calls and results in the order they stand. */
  readonly links: readonly ToolLink[];
}

export interface ToolLink {
  readonly kind: 'call' | 'result';
  /** The call's. */
  readonly id: string;
}

/** More is left out than must be, in steps: turn after turn begins the same then, and a provider's cache knows it. */
const stepsOfRoom = 4;

/**
 * The first turn that is told when all together are more than there is room for; those before it are left out. A tool
 * call and its result stay together: where nothing shorter keeps them so, more is told than there is room for.
 * @param following what the new request says of tools: it answers calls of the turns before it.
 * @param roomTokens most tokens the turns that are told may have.
 * @returns 0 when all are told, the number of turns when none is.
 */
export function firstKeptTurn(
  turns: readonly WeighedTurn[],
  following: readonly ToolLink[],
  roomTokens: number,
): number {
  const total = turns.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= roomTokens) return 0;
  const step = Math.max(1, roomTokens / stepsOfRoom);
  const leastLeftOut = Math.min(total, Math.ceil((total - roomTokens) / step) * step);
  const isClean = cleanCuts(turns, following);
  let leftOut = 0;
  let latestClean = 0;
  for (const [index, { tokens }] of turns.entries()) {
    leftOut += tokens;
    if (isClean[index + 1] === true) latestClean = index + 1;
    if (leftOut >= leastLeftOut && latestClean === index + 1) return latestClean;
  }
  return latestClean;
}

/** For each turn, whether those before it can be left out without parting a result from its call. */
function cleanCuts(turns: readonly WeighedTurn[], following: readonly ToolLink[]): boolean[] {
  const isClean: boolean[] = new Array(turns.length + 1).fill(true);
  const callAt = new Map<string, number>();
  for (const [index, links] of [...turns.map((turn) => turn.links), following].entries()) {
    for (const { kind, id } of links) {
      if (kind === 'call') callAt.set(id, index);
      else for (let cut = (callAt.get(id) ?? index) + 1; cut <= index; cut++) isClean[cut] = false;
    }
  }
  return isClean;
}
