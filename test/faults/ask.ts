import { type ChatStream, readChatStream } from './read-chat-stream.ts';

/** What a client got for one request, put together strictly. */
export interface Got extends Omit<ChatStream, 'isDone'> {
  readonly status: number;
  readonly headers: Headers;
  /** The answer is complete by its format: a success the client will believe. */
  readonly isComplete: boolean;
  /** Everything that came, as it came. */
  readonly raw: string;
}

export interface AskOptions {
  readonly model?: string;
  readonly stream: boolean;
  readonly question?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The client waits so long after each piece it reads. Default 0. */
  readonly pauseMs?: number;
  /** Further fields of the body. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const tools = [
  {
    type: 'function',
    function: { name: 'get_tide', parameters: { type: 'object', properties: { port: { type: 'string' } } } },
  },
];

/** Asks a gateway over a real connection and reads the answer to its end. Rejects when the connection breaks. */
export async function ask(gatewayUrl: string, options: AskOptions): Promise<Got> {
  const {
    model = 'route',
    stream,
    question = 'How is the tide?',
    headers = {},
    signal,
    pauseMs = 0,
    more = {},
  } = options;
  const body = { model, stream, messages: [{ role: 'user', content: question }], tools, ...more };
  const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  const raw = pauseMs === 0 ? await response.text() : await readSlowly(response, pauseMs);
  const type = response.headers.get('content-type') ?? '';
  const { status } = response;
  const isStream = type.startsWith('text/event-stream');
  const read = isStream ? streamed(raw) : whole(status, raw);
  const violations = [...read.violations];
  if (status === 200 && stream !== isStream) violations.push(`a success of type ${type}`);
  return { ...read, violations, status, headers: response.headers, raw };
}

async function readSlowly({ body }: Response, pauseMs: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body ?? []) {
    pieces.push(piece);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return Buffer.concat(pieces).toString();
}

type Read = Omit<Got, 'status' | 'headers' | 'raw'>;

function streamed(raw: string): Read {
  const { isDone, ...rest } = readChatStream(raw);
  return { ...rest, isComplete: isDone };
}

function whole(status: number, raw: string): Read {
  const nothing = {
    text: '',
    reasoning: '',
    toolCalls: [],
    finishReason: null,
    error: null,
    comments: [],
    isComplete: false,
  };
  const body = parse(raw);
  if (body === null)
    return { ...nothing, violations: [`the body of a ${status} is no JSON object: ${raw.slice(0, 200)}`] };
  if (status !== 200) {
    const { error } = body;
    const isError = error !== null && typeof error === 'object' && typeof error.message === 'string';
    return isError
      ? { ...nothing, error, violations: [] }
      : { ...nothing, violations: [`a ${status} without an error: ${raw.slice(0, 200)}`] };
  }
  const choice = body.choices?.[0];
  const message = choice?.message ?? {};
  const finishReason = choice?.finish_reason ?? null;
  return {
    text: message.content ?? '',
    reasoning: message.reasoning_content ?? '',
    toolCalls: (message.tool_calls ?? []).map((call: ToolCall) => ({
      id: call.id,
      name: call.function.name,
      input: call.function.arguments,
    })),
    finishReason,
    error: null,
    comments: [],
    isComplete: true,
    violations: finishReason === null ? ['a success without a finish_reason'] : [],
  };
}

interface ToolCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

function parse(raw: string) {
  try {
    const value = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
