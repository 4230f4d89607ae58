import type { Tier } from '../../core/routing/tier/tier.ts';

/** What is asked of a deployment, and what is assumed where nobody has measured it. Shares are from 0 to 1. */
export interface Load {
  readonly users: number;
  /** Of each user. */
  readonly requestsPerDay: number;
  /** Of a request, the conversation before it included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Shares of the requests; together 1. */
  readonly tiers: Readonly<Partial<Record<Tier, number>>>;
  /** Requests answered without a model. There is no semantic cache yet: above 0 it says what one would save. */
  readonly cacheHitRate: number;
  /** Requests a second at the busiest time, over the mean. */
  readonly peakFactor: number;
  /** Requests that are answered in the background. */
  readonly backgroundShare: number;
  /** Requests that belong to a conversation that is kept. */
  readonly storedShare: number;
  /** Input tokens that the provider's prompt cache has already. */
  readonly promptCacheShare: number;
  /** Requests that the hosted Shadow Self has a part in. */
  readonly shadowSelfShare: number;
  /** Requests whose answer is checked by the NLI endpoint. */
  readonly nliShare: number;
  readonly assumptions: Assumptions;
}

/** Not measured in an account; each is told with the plan. */
export interface Assumptions {
  /** Until a model's first token. */
  readonly firstTokenSeconds: number;
  /** Of one answer. */
  readonly tokensPerSecond: number;
  /** At the gateway, a request that waits for no model: answered from a cache, or begun in the background. */
  readonly shortSeconds: number;
  /** On the wire, of a streamed answer: an event of about that size for each token. */
  readonly bytesPerOutputToken: number;
  /** Of text. */
  readonly bytesPerToken: number;
  /** Headers and the end of an answer. */
  readonly bytesPerAnswer: number;
  /** The gateway's two lines (event and metrics), and what Lambda and API Gateway write beside them. */
  readonly logBytesPerRequest: number;
  /** A state machine's log of one background answer. */
  readonly logBytesPerBackgroundAnswer: number;
  /** Until AWS replaces a function's environment. */
  readonly environmentHours: number;
  /** CPU of a request and of each of its tokens: twice what docs/BENCHMARKS.md has, which asks no Bedrock. */
  readonly cpuMsPerRequest: number;
  readonly cpuMsPerToken: number;
  /** One NLI check, and how many an instance does at the same time. */
  readonly nliSeconds: number;
  readonly nliPerInstance: number;
  /** Of one addressed by a load balancer, new connections for each request. */
  readonly newConnectionsPerRequest: number;
}

export const usualLoad: Load = {
  users: 1_000,
  requestsPerDay: 10,
  inputTokens: 800,
  outputTokens: 300,
  tiers: { simple: 0.7, complex: 0.2, code: 0.1 },
  cacheHitRate: 0,
  peakFactor: 3,
  backgroundShare: 0.01,
  storedShare: 1,
  promptCacheShare: 0,
  shadowSelfShare: 0,
  nliShare: 0,
  assumptions: {
    firstTokenSeconds: 0.8,
    tokensPerSecond: 60,
    shortSeconds: 0.1,
    bytesPerOutputToken: 220,
    bytesPerToken: 4.5,
    bytesPerAnswer: 1_000,
    logBytesPerRequest: 3_000,
    logBytesPerBackgroundAnswer: 9_000,
    environmentHours: 2,
    cpuMsPerRequest: 0.8,
    cpuMsPerToken: 0.1,
    nliSeconds: 0.1,
    nliPerInstance: 4,
    newConnectionsPerRequest: 1,
  },
};
