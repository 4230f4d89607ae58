import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { EmbeddingRequest } from '../../core/ports/embedding-model.ts';
import type { AskedVectors, EmbeddingWire } from './embedding-wire.ts';
import { toTaskType } from './task-type.ts';

/** A request as a wire can say it. */
export interface FittedRequest {
  readonly asked: Omit<AskedVectors, 'model'>;
  /** What differs from what was asked, one short clause each. */
  readonly changes: readonly string[];
}

/** @throws UnsupportedOptions when something has no equivalent and may not be dropped. */
export function fitRequest(
  { inputs, dimensions, inputType, user, unreadFields }: EmbeddingRequest,
  { takesTaskType }: Pick<EmbeddingWire, 'takesTaskType'>,
  dropUnsupported: boolean,
): FittedRequest {
  if (inputs.some((input) => typeof input !== 'string')) {
    throw new UnsupportedOptions([], ['input'], 'it takes texts, and has other tokens than the client’s');
  }
  const changes: string[] = [];
  const drop = (name: string, reason: string | null): void => {
    if (!dropUnsupported) throw new UnsupportedOptions([], [name], reason);
    changes.push(`${name} dropped`);
  };
  const taskType = inputType === null ? null : toTaskType(inputType);
  if (inputType !== null && !takesTaskType)
    drop('input_type', 'this model reads what a text is for in the text itself');
  else if (inputType !== null && taskType === null) drop('input_type', 'it is no task type of Google’s');
  // It changes nothing of the answer.
  if (user !== null) changes.push('user dropped');
  for (const name of unreadFields) drop(name, null);
  return { asked: { dimensions, taskType: takesTaskType ? taskType : null }, changes };
}
