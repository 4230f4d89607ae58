/** What is used of `onnxruntime-node`, in its own words. It is no dependency: the operator installs it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(path: string, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => OnnxTensor;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

export interface OnnxTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** What is used of `@huggingface/tokenizers`. */
export interface TokenizerLibrary {
  readonly Tokenizer: new (
    tokenizer: object,
    config: object,
  ) => {
    encode(text: string): { readonly ids: readonly number[] };
  };
}

/** @throws Error when a module is not `onnxruntime-node` as it is known here. */
export function asOnnxRuntime(module: unknown): OnnxRuntime {
  const own = defaultOf(module);
  if (isOnnxRuntime(own)) return own;
  throw new Error('the package onnxruntime-node offers another interface than the one that is known: install 1.30.0');
}

/** @throws Error when a module is not `@huggingface/tokenizers` as it is known here. */
export function asTokenizerLibrary(module: unknown): TokenizerLibrary {
  if (isTokenizerLibrary(module)) return module;
  throw new Error(
    'the package @huggingface/tokenizers offers another interface than the one that is known: install 0.2.0',
  );
}

/** A CommonJS package's exports are its module's default. */
function defaultOf(module: unknown): unknown {
  if (typeof module !== 'object' || module === null || 'InferenceSession' in module) return module;
  return Reflect.get(module, 'default');
}

function isOnnxRuntime(module: unknown): module is OnnxRuntime {
  return typeof module === 'object' && module !== null && 'InferenceSession' in module && 'Tensor' in module;
}

function isTokenizerLibrary(module: unknown): module is TokenizerLibrary {
  return typeof module === 'object' && module !== null && 'Tokenizer' in module;
}
