/** Of the requests that an instance can take at once, those at which another one starts. */
const loadShare = 0.7;

/** Requests that an instance of the self-hosted Llama works on at once; more wait in its queue. */
export function mostAtOnce(concurrentRequestsPerInstance: number): number {
  return Math.ceil(concurrentRequestsPerInstance / loadShare);
}
