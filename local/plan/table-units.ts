import type { Load } from './load.ts';

/** Units of one turn of a conversation that is kept, as the store in `adapters/dynamodb` takes them. */
export interface TableUnits {
  readonly reads: number;
  readonly writes: number;
  /** Of the turn's item when it has ended. */
  readonly itemBytes: number;
  /** Texts that are too long for the item and become files. */
  readonly files: number;
  readonly fileBytes: number;
  readonly earlierTurns: number;
}

/** Ids, times and names of a turn, and the ids of the turns before it. */
const itemOwnBytes = 1_100;
/** Longer texts are files. */
const inlineBytes = 16_384;
const bytesPerRead = 4_096;
const bytesPerWrite = 1_024;
/** Of what goes in, what the user says anew; the rest are turns before it. */
const newShare = 0.25;

/**
 * Reads: the head, and each turn before this one. Writes: the turn as it begins, the head as it moves, the turn as it
 * ends; each is a conditional write of one item.
 */
export function tableUnits({ inputTokens, outputTokens, assumptions }: Load): TableUnits {
  const inputBytes = inputTokens * newShare * assumptions.bytesPerToken;
  const outputBytes = outputTokens * assumptions.bytesPerToken;
  const earlierTokens = inputTokens * (1 - newShare);
  const turnTokens = inputTokens * newShare + outputTokens;
  const earlierTurns = turnTokens === 0 ? 0 : Math.ceil(earlierTokens / turnTokens);
  const inItem = [inputBytes, outputBytes].filter((bytes) => bytes <= inlineBytes);
  const outside = [inputBytes, outputBytes].filter((bytes) => bytes > inlineBytes);
  const begun = itemOwnBytes + (inputBytes <= inlineBytes ? inputBytes : 0);
  const itemBytes = itemOwnBytes + sum(inItem);
  return {
    reads: 1 + earlierTurns * Math.ceil(itemBytes / bytesPerRead),
    writes: Math.ceil(begun / bytesPerWrite) + 1 + Math.ceil(itemBytes / bytesPerWrite),
    itemBytes,
    files: outside.length,
    fileBytes: sum(outside),
    earlierTurns,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
