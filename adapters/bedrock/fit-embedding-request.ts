import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { EmbeddingRequest } from '../../core/ports/embedding-model.ts';
import type { AskedOfFamily, EmbeddingFamily } from './embedding-family.ts';

/** A request as a family of models can be asked it. */
export interface FittedEmbeddingRequest {
  readonly asked: AskedOfFamily;
  /** What differs from what was asked, one short clause each. */
  readonly changes: readonly string[];
}

/** @throws UnsupportedOptions when something has no equivalent and may not be dropped. */
export function fitEmbeddingRequest(
  request: EmbeddingRequest,
  family: EmbeddingFamily,
  dropUnsupported: boolean,
): FittedEmbeddingRequest {
  const { inputs, dimensions, inputType, user, unreadFields } = request;
  if (inputs.some((input) => typeof input !== 'string')) {
    throw new UnsupportedOptions([], ['input'], 'it takes texts, and has other tokens than the client’s');
  }
  const changes: string[] = [];
  const drop = (name: string, reason: string | null): void => {
    if (!dropUnsupported) throw new UnsupportedOptions([], [name], reason);
    changes.push(`${name} dropped`);
  };
  const [usual] = family.dimensions;
  const isPossible = dimensions === null || family.dimensions.includes(dimensions);
  if (!isPossible) drop('dimensions', `its vectors have ${family.dimensions.join(', ')} dimensions`);
  if (family.usualInputType === null) {
    if (inputType !== null) drop('input_type', null);
  } else if (inputType === null) changes.push(`input_type set to ${family.usualInputType}`);
  // It changes nothing of the answer.
  if (user !== null) changes.push('user dropped');
  for (const name of unreadFields) drop(name, null);
  return {
    asked: {
      dimensions: isPossible && dimensions !== usual ? dimensions : null,
      inputType: family.usualInputType === null ? null : (inputType ?? family.usualInputType),
    },
    changes,
  };
}
