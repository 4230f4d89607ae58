/** Every metric the gateway gives out: its name, its help line, and for histograms its buckets. One list for every adapter. */
export const metricNames = {
  requests: { name: 'cato_requests_total', help: 'Requests answered, by path, HTTP status and whether streamed.' },
  requestSeconds: { name: 'cato_request_duration_seconds', help: 'From arrival to the last byte of the answer.' },
  firstByteSeconds: { name: 'cato_first_byte_seconds', help: 'From arrival to the first content byte sent.' },
  overheadSeconds: { name: 'cato_overhead_seconds', help: "The gateway's own share of the time to the first byte." },
  attempts: { name: 'cato_attempts_total', help: 'Calls to targets, by target and outcome.' },
  recoveries: {
    name: 'cato_recoveries_total',
    help: 'Broken streams that were gone on with, by how, the target that went on, and how its attempt ended.',
  },
  tokens: { name: 'cato_tokens_total', help: 'Tokens as reported by providers, by target and bucket.' },
  usageMissing: {
    name: 'cato_usage_missing_total',
    help: 'Finished answers for which the provider reported no usage.',
  },
  running: { name: 'cato_running_requests', help: 'Requests being served now.' },
  waiting: { name: 'cato_waiting_requests', help: 'Requests waiting for a place now.' },
  memoryBytes: { name: 'process_resident_memory_bytes', help: 'Resident memory of the process.' },
  startTime: { name: 'process_start_time_seconds', help: 'Start of the process, seconds since the epoch.' },
} as const;

/** Upper bounds of duration histograms, seconds. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 600] as const;

/** Upper bounds for the gateway's own share, seconds. */
export const overheadBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1] as const;
