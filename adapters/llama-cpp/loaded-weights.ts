import { basename } from 'node:path';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import {
  asLlamaCppLibrary,
  type Llama,
  type LlamaChat,
  type LlamaChatWrapper,
  type LlamaCppLibrary,
  type LlamaModel,
  type LlamaSequence,
} from './llama-cpp-library.ts';

export interface LlamaCppSettings {
  /** The weights' file (`.gguf`). */
  readonly modelPath: string;
  /** Imports the package `node-llama-cpp`. @throws GatewayError `not-installed` when it is not installed. */
  readonly importLibrary: () => Promise<unknown>;
  /** Tokens of prompt and answer together; never more than the model was trained for. Default: 8192. */
  readonly contextWindow: number | null;
  /** How many answers are written at once; each has a context of its own in memory. Default: 1. */
  readonly parallel: number | null;
  /** Threads that compute. Default: as many as the machine has cores. */
  readonly threads: number | null;
}

export interface LoadedWeights {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly seats: readonly Seat[];
}

/** Where one answer at a time is written. */
export interface Seat {
  readonly chat: LlamaChat;
  readonly sequence: LlamaSequence;
}

const defaultContextWindow = 8192;

/** Reads weights into memory: seconds of work. @throws GatewayError that says what is missing. */
export async function loadWeights(settings: LlamaCppSettings): Promise<LoadedWeights> {
  const { modelPath, contextWindow, parallel, threads } = settings;
  const library = asLlamaCppLibrary(await settings.importLibrary());
  try {
    // Neither compiles nor downloads anything, and says nothing on standard output.
    const llama = await library.getLlama({
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: 'error',
      ...(threads === null ? {} : { maxThreads: threads }),
    });
    const model = await llama.loadModel({ modelPath });
    const sequences = parallel ?? 1;
    const contextSize = Math.min(contextWindow ?? defaultContextWindow, model.trainContextSize);
    const context = await model.createContext({
      contextSize,
      sequences,
      ...(threads === null ? {} : { threads }),
    });
    const chatWrapper = wrapperOf(library, model);
    const seats = Array.from({ length: sequences }, () => {
      const sequence = context.getSequence();
      return { sequence, chat: new library.LlamaChat({ contextSequence: sequence, chatWrapper }) };
    });
    return { llama, model, seats };
  } catch (cause) {
    const name = basename(modelPath);
    const said = (cause instanceof Error ? cause.message : String(cause)).replaceAll(modelPath, name);
    throw new GatewayError('upstream-fault', `The weights ${name} cannot be loaded: ${said}`, { cause });
  }
}

/** The template that came with the weights is the one they were trained with. */
function wrapperOf({ JinjaTemplateChatWrapper }: LlamaCppLibrary, model: LlamaModel): 'auto' | LlamaChatWrapper {
  const { metadata } = model.fileInfo;
  const tokenizer = isJsonObject(metadata) ? metadata.tokenizer : null;
  const template = isJsonObject(tokenizer) ? tokenizer.chat_template : null;
  if (typeof template !== 'string') return 'auto';
  try {
    const wrapper = new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer });
    wrapper.generateContextState({
      chatHistory: [
        { type: 'system', text: 'S' },
        { type: 'user', text: 'U' },
        { type: 'model', response: [] },
      ],
    });
    return wrapper;
  } catch {
    // Templates may use what the library's own reader does not know.
    return 'auto';
  }
}
