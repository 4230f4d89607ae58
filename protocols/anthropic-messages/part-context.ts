import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { CacheMarks } from './cache-marks.ts';
import type { ToolUseIds } from './tool-use-ids.ts';

/** What encoding one part needs to know of the request around it. */
export interface PartContext {
  readonly capabilities: ModelCapabilities;
  readonly notes: RequestNotes;
  readonly cacheMarks: CacheMarks;
  readonly ids: ToolUseIds;
}
