/**
 * What recent traffic says of each target. Health is learned from real calls; nothing is ever called to find out.
 * Every call that begins is to end. A bounded number of targets is remembered; those used longest ago are forgotten.
 */
export interface TargetStats {
  /** Every target called since the start (a bounded number), the latest called last. */
  snapshot(): readonly TargetStatus[];
  /** How busy and how fast a target is. Takes constant time; a target never called is idle. */
  load(target: string): TargetLoad;
  /** @param expectedTokens the prompt's tokens as estimated, before `tokenFactor` corrects them. */
  callBegins(target: string, expectedTokens: number): void;
  /** The first content of a streamed answer came, so many milliseconds after the call began. */
  firstToken(target: string, afterMs: number): void;
  /**
   * @param expectedTokens as given when the call began.
   * @param settled what the provider says it took, cached input included; `null` when it did not say.
   */
  callEnds(target: string, expectedTokens: number, settled: SettledTokens | null): void;
  /** In place of `callEnds`: the call that began was not made after all. */
  callDropped(target: string, expectedTokens: number): void;
}

export interface SettledTokens {
  readonly inputTokens: number;
  /** Of one answer, where several were asked for. */
  readonly outputTokens: number;
}

export interface TargetLoad {
  readonly inFlight: number;
  /** Calls begun in the last minute, up to 5 s more: never fewer than there were. */
  readonly requestsLastMinute: number;
  /** Tokens settled in the last minute (up to 5 s more), and those expected of calls that are under way. */
  readonly tokensLastMinute: number;
  /** Mean time to the first token, a call of half a minute ago weighing half; `null` = none in the last five minutes. */
  readonly firstTokenMs: number | null;
  /** By what to multiply an estimate of prompt tokens: recent settled over expected tokens; 1 at first, 0.5 to 2. */
  readonly tokenFactor: number;
  /** Output tokens of a recent answer in the mean; `null` before the first was settled. */
  readonly meanOutputTokens: number | null;
}

export interface TargetStatus {
  readonly target: string;
  readonly calls: number;
  readonly failures: number;
  /** `ok` or `failing` by its last call. */
  readonly state: 'ok' | 'failing';
  /** Milliseconds since the epoch. */
  readonly lastCallAt: number;
  /** What the last failed call said; `null` when none failed. */
  readonly lastError: string | null;
  /** Mean duration of finished calls, milliseconds; `null` before the first. */
  readonly meanDurationMs: number | null;
}
