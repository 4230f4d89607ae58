import type { Part } from './part.ts';

/**
 * Who speaks. `developer` ranks like `system` and keeps its name for the protocols that tell them apart;
 * a `tool` message holds tool-result parts only.
 */
export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

export interface Message {
  readonly role: Role;
  readonly parts: readonly Part[];
  /** The speaker's name within the role, where the protocol has one. */
  readonly name?: string;
}
