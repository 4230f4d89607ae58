/** A signal of its own that follows another one, so that a call can be ended from both sides. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  /** Ends the call itself. */
  abort(): void;
  /** Stops following; to be called once the call is over. */
  unlink(): void;
  /** Waits for the promise, but not longer than the followed signal lets it. Rejects with the signal's reason. */
  bounded<Value>(promise: Promise<Value>): Promise<Value>;
}

export function linkAbort(followed: AbortSignal): LinkedAbort {
  const controller = new AbortController();
  const aborted = Promise.withResolvers<never>();
  // Nobody may be waiting when it rejects.
  aborted.promise.catch(() => {});
  const follow = (): void => {
    controller.abort(followed.reason);
    aborted.reject(followed.reason);
  };
  if (followed.aborted) follow();
  else followed.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    unlink: () => followed.removeEventListener('abort', follow),
    bounded: (promise) => Promise.race([promise, aborted.promise]),
  };
}
