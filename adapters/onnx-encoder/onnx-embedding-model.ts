import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { EncoderThread } from './encoder-thread.ts';

export interface OnnxEncoderSettings {
  /** Where the weights lie: `model.onnx` or `model.safetensors` with `config.json`; and `tokenizer.json`. */
  readonly folder: string;
  readonly format: 'onnx' | 'safetensors';
  /**
   * Addresses (`file:…`) of the packages `onnxruntime-node` and `@huggingface/tokenizers`.
   * @throws GatewayError `not-installed` when one is not installed.
   */
  readonly resolveLibraries: () => { readonly onnxRuntimeUrl: string; readonly tokenizersUrl: string };
  /** Tokens of one text. Default: 512. */
  readonly contextWindow: number | null;
  /** Threads that compute. Default: 1. */
  readonly threads: number | null;
}

/** The part of a call for vectors that a model on this machine looks at. */
export interface LocalEmbeddingCall {
  readonly request: {
    readonly inputs: readonly (string | readonly number[])[];
    readonly dimensions: number | null;
    readonly inputType: string | null;
    readonly unreadFields: readonly string[];
  };
  readonly dropUnsupported: boolean;
  readonly signal: AbortSignal;
}

export interface LocalEmbedded {
  readonly upstreamRequestId: null;
  readonly changes: readonly string[];
  readonly usage: Usage;
  readonly content: { readonly kind: 'neutral'; readonly vectors: readonly (readonly number[])[] };
}

export interface OnnxEmbeddingModel {
  readonly protocol: null;
  embed(call: LocalEmbeddingCall): Promise<LocalEmbedded>;
  close(): Promise<void>;
}

/** Small enough that a call that is not wanted any more is soon over. */
const textsAtOnce = 8;

/** An encoder that runs in this process, on weights the operator brought. */
export function createOnnxEmbeddingModel(settings: OnnxEncoderSettings): OnnxEmbeddingModel {
  let thread: EncoderThread | null = null;
  const running = (): EncoderThread => {
    if (thread === null || thread.isOver) thread = startThread(settings);
    return thread;
  };
  return {
    protocol: null,
    async embed({ request, dropUnsupported, signal }) {
      const texts = request.inputs.map(textOf);
      const changes = unread(request, dropUnsupported);
      const vectors: (readonly number[])[] = [];
      let tokens = 0;
      for (let at = 0; at < texts.length; at += textsAtOnce) {
        const reply = await running().encode(texts.slice(at, at + textsAtOnce), signal);
        if (reply.type === 'failed') throw fault(reply.message);
        if (reply.type === 'too-long') throw tooLong(at + reply.index, reply.tokens, contextWindowOf(settings));
        vectors.push(...reply.vectors.map((vector) => Array.from(vector)));
        tokens += reply.tokens;
      }
      const size = vectors[0]?.length ?? 0;
      const { dimensions } = request;
      if (dimensions !== null && dimensions !== size) {
        if (!dropUnsupported) throw otherLength(dimensions, size);
        changes.push('dimensions dropped');
      }
      const usage = { freshInput: tokens, cacheRead: 0, cacheWrite: {}, output: 0, reasoning: 0 };
      return { upstreamRequestId: null, changes, usage, content: { kind: 'neutral', vectors } };
    },
    async close() {
      await thread?.close();
      thread = null;
    },
  };
}

function startThread(settings: OnnxEncoderSettings): EncoderThread {
  const { folder, format, threads } = settings;
  return new EncoderThread({
    // The computation that is written for safetensors has a name that says where it came from.
    graphPath: `${folder}/${format === 'onnx' ? 'model.onnx' : 'model.safetensors.onnx'}`,
    isDerived: format === 'safetensors',
    tokenizerPath: `${folder}/tokenizer.json`,
    ...settings.resolveLibraries(),
    threads: threads ?? 1,
    contextWindow: contextWindowOf(settings),
  });
}

function contextWindowOf({ contextWindow }: OnnxEncoderSettings): number {
  return contextWindow ?? 512;
}

function textOf(input: string | readonly number[]): string {
  if (typeof input === 'string') return input;
  throw new GatewayError(
    'unsupported-parameter',
    'This model takes texts; tokens are numbered otherwise by each model.',
    {
      param: 'input',
    },
  );
}

function unread({ inputType, unreadFields }: LocalEmbeddingCall['request'], dropUnsupported: boolean): string[] {
  const [field] = unreadFields;
  if (field !== undefined && !dropUnsupported) {
    throw new GatewayError('unsupported-parameter', `This model has no equivalent for ${field}.`, { param: field });
  }
  return [
    ...unreadFields.map((name) => `${name} dropped`),
    ...(inputType === null ? [] : ['input_type has no effect']),
  ];
}

function tooLong(index: number, tokens: number, contextWindow: number): GatewayError {
  return new GatewayError(
    'context-too-long',
    `Text ${index} has ${tokens} tokens; this model takes ${contextWindow} of each text.`,
    { param: 'input', code: 'context_length_exceeded' },
  );
}

function otherLength(wanted: number, size: number): GatewayError {
  return new GatewayError('unsupported-parameter', `This model makes vectors of ${size} numbers, not of ${wanted}.`, {
    param: 'dimensions',
  });
}

function fault(message: string): GatewayError {
  return new GatewayError('upstream-fault', `The encoder failed: ${message}.`);
}
