/** Loaded into the gateway's process before the gateway: tells its parent, when asked, what memory is in use and not merely kept. */
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ liveBytes: heapUsed + external, residentBytes: rss });
});
// Listening must not keep a gateway alive that has drained.
process.channel?.unref();
