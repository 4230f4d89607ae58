import type { BatchFault } from './batch.ts';
import { batchLimits } from './batch-limits.ts';
import { isFault, readBatchLine } from './read-batch-line.ts';
import type { TextLine } from './split-lines.ts';

/** What an input file holds. */
export interface ValidatedInput {
  /** How many requests. */
  readonly total: number;
  /** None = the batch can be worked on. At most `batchLimits.maxFaults`. */
  readonly faults: readonly BatchFault[];
}

/** Reads a whole input file and says what is wrong with it. */
export async function validateInput(lines: AsyncIterable<TextLine>, endpoint: string): Promise<ValidatedInput> {
  const faults: BatchFault[] = [];
  const firstUses = new Map<string, number>();
  let total = 0;
  for await (const textLine of lines) {
    total += 1;
    if (total > batchLimits.maxRequests) {
      const message = `The file has more than ${batchLimits.maxRequests} requests, the limit of a batch. Split it.`;
      faults.push({ code: 'too_many_tasks', message, param: null, line: textLine.number });
      break;
    }
    const line = readBatchLine(textLine, endpoint);
    if (isFault(line)) {
      faults.push(line);
    } else {
      const { customId, number } = line;
      const first = firstUses.get(customId);
      if (first === undefined) firstUses.set(customId, number);
      else faults.push(duplicate(customId, first, number));
    }
    if (faults.length === batchLimits.maxFaults) break;
  }
  if (total === 0) faults.push({ code: 'empty_file', message: 'The file has no requests.', param: null, line: null });
  return { total, faults };
}

function duplicate(customId: string, first: number, line: number): BatchFault {
  const shown = customId.slice(0, 80);
  const message = `The custom_id '${shown}' is that of line ${first}; each request needs its own.`;
  return { code: 'duplicate_custom_id', message, param: 'custom_id', line };
}
