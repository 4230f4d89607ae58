/** The part of a function's context that is used. */
export interface TimeLeft {
  /** Until the function is ended, milliseconds. */
  getRemainingTimeInMillis(): number;
}
