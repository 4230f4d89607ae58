/** What of a batch was handed to a provider's own batch API. Kept with the batch, so that a restart finds it. */
export interface Handover {
  /** Name of the one target that all lines lead to. */
  readonly target: string;
  /** In the order of their lines. */
  readonly parts: readonly HandedPart[];
  /** Nothing more is to be handed over; lines that are in no part are answered one by one. */
  readonly isComplete: boolean;
}

/** Lines that are one batch at the provider. */
export interface HandedPart {
  /** What the provider is told to call it, where it can. */
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** How many lines it has; some between the first and the last may not be among them. */
  readonly requests: number;
  /** The provider's id; `null` = it is being handed over, or was when the process ended. */
  readonly providerId: string | null;
  /** Everything that came of it has been kept, or is lost. */
  readonly isOver: boolean;
}
