import type { ModelFacts } from '../../core/routing/model-facts.ts';
import type { ModelFamily } from './model-family.ts';
import type { RequestChanges } from './request-changes.ts';

/** What every step of encoding one request needs. */
export interface EncodeContext {
  readonly facts: ModelFacts;
  readonly family: ModelFamily;
  readonly changes: RequestChanges;
}
