import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  LlamaChatWrapper,
  LlamaCppLibrary,
  LlamaGenerateOptions,
  LlamaHistoryItem,
} from '../../../adapters/llama-cpp/llama-cpp-library.ts';

/** One answer of the library in test: pieces of text, a token each; `'thought: …'` is a segment. */
export interface ScriptedGeneration {
  readonly pieces: readonly string[];
  /** What it says when all pieces are written. */
  readonly stopReason: string;
  /** Goes on writing until it is stopped. */
  readonly isEndless?: boolean;
  readonly failure?: Error;
}

export interface ScriptedLibrary {
  readonly library: LlamaCppLibrary;
  script: ScriptedGeneration;
  readonly asked: { readonly history: readonly LlamaHistoryItem[]; readonly options: LlamaGenerateOptions }[];
  readonly loaded: { readonly modelPath: string; readonly contextSize: number }[];
  /** Answers being written now, and at most at once. */
  running: number;
  mostRunning: number;
  disposals: number;
  clearings: number;
}

/** `node-llama-cpp` as its documentation describes it, without weights: a word is a token. */
export function scriptLibrary({ trainedWindow = 1000 } = {}): ScriptedLibrary {
  const wrapper: LlamaChatWrapper = {
    generateContextState: ({ chatHistory }) => ({
      contextText: { tokenize: () => chatHistory.flatMap(wordsOf) },
    }),
  };
  const scripted: ScriptedLibrary = {
    script: { pieces: ['High', ' tide'], stopReason: 'eogToken' },
    asked: [],
    loaded: [],
    running: 0,
    mostRunning: 0,
    disposals: 0,
    clearings: 0,
    library: {
      getLlama: async () => ({
        loadModel: async ({ modelPath }) => ({
          trainContextSize: trainedWindow,
          tokenizer: null,
          fileInfo: { metadata: { tokenizer: { chat_template: 'template' } } },
          createContext: async ({ contextSize }) => {
            scripted.loaded.push({ modelPath, contextSize });
            const clearHistory = async (): Promise<void> => {
              scripted.clearings += 1;
            };
            return { getSequence: () => ({ contextSize, clearHistory }) };
          },
        }),
        createGrammarForJsonSchema: async (schema) => {
          if (JSON.stringify(schema).includes('$ref')) throw new Error('unknown reference');
          return { schema };
        },
        getGrammarFor: async (type) => ({ type }),
        dispose: async () => {
          scripted.disposals += 1;
        },
      }),
      LlamaChat: class {
        readonly chatWrapper = wrapper;
        async generateResponse(history: readonly LlamaHistoryItem[], options: LlamaGenerateOptions) {
          scripted.asked.push({ history, options });
          scripted.running += 1;
          scripted.mostRunning = Math.max(scripted.mostRunning, scripted.running);
          try {
            return { metadata: { stopReason: await generate(scripted.script, options) } };
          } finally {
            scripted.running -= 1;
          }
        }
      },
      JinjaTemplateChatWrapper: class {
        readonly generateContextState = wrapper.generateContextState;
      },
    },
  };
  return scripted;
}

async function generate(script: ScriptedGeneration, options: LlamaGenerateOptions): Promise<string> {
  const { pieces, stopReason, isEndless = false, failure } = script;
  let written = 0;
  do {
    for (const piece of pieces) {
      await nextTurn();
      options.signal.throwIfAborted();
      if (written === options.maxTokens) return 'maxTokens';
      written += 1;
      const isThought = piece.startsWith('thought: ');
      const text = isThought ? piece.slice('thought: '.length) : piece;
      options.onResponseChunk({ type: isThought ? 'segment' : undefined, text, tokens: [written] });
    }
  } while (isEndless);
  if (failure !== undefined) throw failure;
  return stopReason;
}

function wordsOf(item: LlamaHistoryItem): string[] {
  const text = item.type === 'model' ? item.response.join('') : item.text;
  return text.split(/\s+/).filter((word) => word !== '');
}
