/** What the thread of an encoder is started with. */
export interface EncoderStart {
  /** The computation; written from the safetensors beside it when it is not there and `isDerived`. */
  readonly graphPath: string;
  readonly isDerived: boolean;
  readonly tokenizerPath: string;
  /** Addresses of the packages' modules. */
  readonly onnxRuntimeUrl: string;
  readonly tokenizersUrl: string;
  readonly threads: number;
  /** Tokens of one text. */
  readonly contextWindow: number;
}

export interface EncoderQuestion {
  readonly id: number;
  readonly texts: readonly string[];
}

export type EncoderReply =
  | {
      readonly type: 'vectors';
      readonly id: number;
      readonly vectors: readonly Float32Array[];
      readonly tokens: number;
    }
  /** A text has more tokens than fit; `index` is its place among those asked for. */
  | { readonly type: 'too-long'; readonly id: number; readonly index: number; readonly tokens: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
