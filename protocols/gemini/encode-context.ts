import type { ModelFacts } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { GeminiHost } from './gemini-host.ts';

/** What every step of encoding one request needs. */
export interface EncodeContext {
  readonly facts: ModelFacts;
  /** As `modelGeneration` tells it. */
  readonly generation: number | null;
  readonly host: GeminiHost;
  readonly notes: RequestNotes;
}
