import type { GatewayRecipe } from './gateway-recipe.ts';
import type { LoadProcess } from './load-process.ts';
import type { Spread } from './statistics.ts';

/** What a measurement works with. */
export interface Bench {
  readonly load: LoadProcess;
  readonly bare: GatewayRecipe;
  readonly candidate: GatewayRecipe;
  /** The candidate once more, for one surface. @param model what its clients ask for. */
  surface(name: string, model: string): GatewayRecipe;
  readonly size: BenchSize;
  /** How often a block is done at most, while other programs are busy during it. */
  readonly maxTries: number;
  /** Says what is being done, for somebody who waits. */
  progress(text: string): void;
}

/** One figure, its parts and its target. */
export interface Measurement {
  readonly what: string;
  /** Of `bare` and `candidate`. */
  readonly unit: string;
  readonly bare: Spread;
  readonly candidate: Spread;
  /** What is compared with the target; at most the target is good. */
  readonly figure: Spread;
  readonly figureUnit: string;
  readonly target: number;
  readonly note: string;
}

export type MeasurementName =
  | 'cpu'
  | 'chunk'
  | 'latency'
  | 'start'
  | 'held'
  | 'memory'
  | 'routing'
  | 'scale'
  | 'surfaces';

/** How much is measured. */
export interface BenchSize {
  /** Interleaved rounds, each gateway once per round. */
  readonly rounds: number;
  /** Non-streamed requests in a block. */
  readonly requests: number;
  /** Streams in a block of lone chunks. */
  readonly streams: number;
  readonly chunksPerStream: number;
  /** Whole answers, and streamed ones, in a block of one surface. */
  readonly surfaceRequests: number;
  readonly surfaceStreams: number;
  /** Requests in a block at concurrency 1. */
  readonly lonelyRequests: number;
  /** Starts of each gateway. */
  readonly starts: number;
  readonly heldStreams: number;
  readonly settleMs: number;
  /** Requests before the first and before the second reading of the memory. */
  readonly memoryRequests: readonly [number, number];
}

export const fullSize: BenchSize = {
  rounds: 25,
  requests: 6_000,
  streams: 64,
  chunksPerStream: 400,
  surfaceRequests: 2_000,
  surfaceStreams: 500,
  lonelyRequests: 600,
  starts: 9,
  heldStreams: 9_000,
  settleMs: 5_000,
  memoryRequests: [20_000, 100_000],
};

/** To see that everything runs; its figures are not to be published. */
export const quickSize: BenchSize = {
  rounds: 3,
  requests: 4_000,
  streams: 32,
  chunksPerStream: 200,
  surfaceRequests: 1_000,
  surfaceStreams: 250,
  lonelyRequests: 300,
  starts: 3,
  heldStreams: 1_000,
  settleMs: 1_000,
  memoryRequests: [4_000, 12_000],
};
