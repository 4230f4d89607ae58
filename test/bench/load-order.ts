/** What the load process can be asked to do to one gateway, or to the upstream itself. */
export type LoadOrder =
  /** Requests in a closed loop; every `streamEvery`th is a streamed one (0 = none). */
  | {
      readonly type: 'requests';
      readonly to: Destination;
      readonly connections: number;
      readonly count: number;
      readonly streamEvery: number;
    }
  /** Streams whose every chunk is sent when the client has got the one before. */
  | {
      readonly type: 'lone-chunks';
      readonly to: Destination;
      readonly connections: number;
      readonly streams: number;
      readonly chunksPerStream: number;
    }
  /** Requests in one of the formats that clients speak, in a closed loop; each has to be answered in it. */
  | {
      readonly type: 'surface';
      readonly to: Destination;
      readonly protocol: SurfaceProtocol;
      /** Where its format has such a thing; else it says nothing of it. */
      readonly isStored: boolean;
      readonly connections: number;
      readonly count: number;
      /** Chunks of each stream, sent one by one; 0 = whole answers. */
      readonly chunkCount: number;
    }
  /** Opens streams and leaves them open after their first event. */
  | { readonly type: 'hold'; readonly to: Destination; readonly streams: number }
  /** Lets the held streams finish, and checks that each does. */
  | { readonly type: 'release' };

/** The formats that clients speak, and providers. */
export type SurfaceProtocol = 'chat' | 'messages' | 'responses';

export interface Destination {
  readonly port: number;
  readonly model: string;
}

export interface LoadResult {
  /** Requests or streams that were answered rightly. A single wrong answer fails the order. */
  readonly answered: number;
  /** Of a request, milliseconds; 0 where it is not measured. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Content chunks that arrived; 0 where there are none. */
  readonly chunks: number;
  /** The share of reads of the client that held exactly one event. */
  readonly loneShare: number;
}

export type LoadMessage =
  | { readonly type: 'ready'; readonly upstreamPort: number }
  | { readonly type: 'result'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };
