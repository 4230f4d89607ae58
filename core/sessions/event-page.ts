import type { TurnStatus } from './turn.ts';

/** Events of a running turn, numbered without gaps. */
export interface EventPage {
  /** Number of the first of them; the first event of a turn has 0. */
  readonly firstSequence: number;
  /** One JSON text an event; at least one. */
  readonly events: readonly string[];
}

export interface NumberedEvent {
  readonly sequence: number;
  /** JSON text. */
  readonly event: string;
}

/** The stored events after a number, as many as were asked for. */
export interface StoredEvents {
  readonly events: readonly NumberedEvent[];
  /** When it is final and the last event's number is `nextSequence - 1`, nothing more will come. */
  readonly status: TurnStatus;
  readonly nextSequence: number;
}
