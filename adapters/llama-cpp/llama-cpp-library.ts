import { GatewayError } from '../../core/errors/gateway-error.ts';

/** What is used of the package `node-llama-cpp`, in its own words. It is no dependency: the operator installs it. */
export interface LlamaCppLibrary {
  getLlama(options: Readonly<Record<string, unknown>>): Promise<Llama>;
  readonly LlamaChat: new (options: {
    readonly contextSequence: LlamaSequence;
    readonly chatWrapper: 'auto' | LlamaChatWrapper;
  }) => LlamaChat;
  readonly JinjaTemplateChatWrapper: new (options: {
    readonly template: string;
    readonly tokenizer: unknown;
  }) => LlamaChatWrapper;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: unknown): Promise<unknown>;
  getGrammarFor(type: 'json'): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly tokenizer: unknown;
  readonly fileInfo: { readonly metadata: unknown };
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads?: number;
  }): Promise<LlamaContext>;
}

export interface LlamaContext {
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  readonly contextSize: number;
  clearHistory(): Promise<void>;
}

export interface LlamaChatWrapper {
  generateContextState(options: { readonly chatHistory: readonly LlamaHistoryItem[] }): {
    readonly contextText: { tokenize(tokenizer: unknown): readonly unknown[] };
  };
}

export interface LlamaChat {
  readonly chatWrapper: LlamaChatWrapper;
  generateResponse(
    history: readonly LlamaHistoryItem[],
    options: LlamaGenerateOptions,
  ): Promise<{ readonly metadata: { readonly stopReason: string } }>;
}

export type LlamaHistoryItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: string[] };

export interface LlamaSampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly repeatPenalty?: {
    readonly penalty: number;
    readonly frequencyPenalty: number;
    readonly presencePenalty: number;
  };
  readonly customStopTriggers?: readonly string[];
}

export interface LlamaGenerateOptions extends LlamaSampling {
  readonly signal: AbortSignal;
  readonly maxTokens: number;
  readonly grammar?: unknown;
  readonly contextShift: { readonly size: number; readonly strategy: () => never };
  readonly onResponseChunk: (chunk: LlamaChunk) => void;
}

export interface LlamaChunk {
  /** `segment` = not the answer itself, for example a thought. */
  readonly type: 'segment' | undefined;
  readonly text: string;
  readonly tokens: readonly unknown[];
}

/** @throws GatewayError `not-installed` when a module is not the package it must be. */
export function asLlamaCppLibrary(module: unknown): LlamaCppLibrary {
  if (isLlamaCppLibrary(module)) return module;
  throw new GatewayError(
    'not-installed',
    'The package node-llama-cpp that is installed offers another interface than the one that is known here: install version 3.22.1.',
  );
}

function isLlamaCppLibrary(module: unknown): module is LlamaCppLibrary {
  if (typeof module !== 'object' || module === null) return false;
  return ['getLlama', 'LlamaChat', 'JinjaTemplateChatWrapper'].every(
    (name) => typeof Reflect.get(module, name) === 'function',
  );
}
