/** Flags that are turned while the gateway runs. */
export interface FlagSource {
  /** As `ConfigSource.latest`. @returns `null` when there is no such flag, or nothing is known yet. */
  flag(name: string): Promise<Flag | null>;
}

export interface Flag {
  readonly enabled: boolean;
  /** The share of principals it holds for, per cent; `null` when the flag has none. */
  readonly percentage: number | null;
}
