/** A Chat stream put together, and everything in it that a strict client could not take. */
export interface ChatStream {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  readonly finishReason: string | null;
  /** `[DONE]` came. */
  readonly isDone: boolean;
  /** The `error` object of an error event. */
  readonly error: Record<string, unknown> | null;
  readonly comments: readonly string[];
  readonly violations: readonly string[];
}

/** Puts a stream together as a client does that believes the format and nothing else. */
export function readChatStream(raw: string): ChatStream {
  const reader = new Reader();
  const events = raw.replaceAll(/\r\n?/g, '\n').split('\n\n');
  if (events.pop() !== '') reader.violations.push('the stream ends inside an event');
  for (const event of events) reader.read(event);
  return reader.end();
}

class Reader {
  readonly violations: string[] = [];
  readonly #comments: string[] = [];
  readonly #ids = new Set<unknown>();
  readonly #calls: { id: string; name: string; input: string }[] = [];
  #text = '';
  #reasoning = '';
  #roles = 0;
  #hasContent = false;
  #finishReason: string | null = null;
  #isDone = false;
  #error: Record<string, unknown> | null = null;

  read(event: string): void {
    for (const line of event.split('\n')) {
      // An empty line more is nothing: a `\r\n` came in two pieces.
      if (line === '') continue;
      if (line.startsWith(':')) this.#comments.push(line.slice(1).trim());
      else if (this.#isDone) this.violations.push(`after [DONE]: ${line}`);
      else if (this.#error) this.violations.push(`after the error: ${line}`);
      else if (!line.startsWith('data: ')) this.violations.push(`no data line: ${line}`);
      else if (line === 'data: [DONE]') this.#isDone = true;
      else this.#readData(line.slice(6));
    }
  }

  end(): ChatStream {
    const { violations } = this;
    if (this.#isDone && this.#finishReason === null) violations.push('[DONE] without a finish_reason');
    if (!this.#isDone && this.#error === null) violations.push('neither [DONE] nor an error at the end');
    if (this.#ids.size > 1) violations.push(`several ids: ${[...this.#ids].join(', ')}`);
    if (this.#hasContent && this.#roles !== 1) violations.push(`the role was told ${this.#roles} times`);
    if (this.#isDone) {
      for (const { name, input } of this.#calls) if (!isJson(input)) violations.push(`no JSON for ${name}: ${input}`);
    }
    return {
      text: this.#text,
      reasoning: this.#reasoning,
      toolCalls: this.#calls,
      finishReason: this.#finishReason,
      isDone: this.#isDone,
      error: this.#error,
      comments: this.#comments,
      violations,
    };
  }

  #readData(data: string): void {
    if (!isJson(data)) {
      this.violations.push(`no JSON: ${data}`);
      return;
    }
    const chunk = JSON.parse(data);
    if (chunk.error !== undefined) {
      this.#error = chunk.error;
      if (typeof chunk.error?.message !== 'string' || typeof chunk.error.type !== 'string') {
        this.violations.push(`an error without message or type: ${data}`);
      }
      return;
    }
    this.#ids.add(chunk.id);
    if (chunk.object !== 'chat.completion.chunk') this.violations.push(`the object is ${chunk.object}`);
    for (const choice of chunk.choices) {
      if (choice.index !== 0) this.violations.push(`choice ${choice.index}`);
      this.#readDelta(choice.delta);
      if (choice.finish_reason === null) continue;
      if (this.#finishReason !== null) this.violations.push('two finish reasons');
      this.#finishReason = choice.finish_reason;
    }
  }

  #readDelta(delta: Record<string, unknown>): void {
    if (delta.role !== undefined) this.#roles += 1;
    const { content, reasoning_content: reasoning, tool_calls: calls } = delta;
    const isContent =
      [content, reasoning].some((text) => typeof text === 'string' && text !== '') || calls !== undefined;
    if (!isContent) return;
    this.#hasContent = true;
    if (this.#roles === 0) this.violations.push('content before the role');
    if (this.#finishReason !== null) this.violations.push('content after the finish reason');
    if (typeof content === 'string') this.#text += content;
    if (typeof reasoning === 'string') this.#reasoning += reasoning;
    if (Array.isArray(calls)) for (const call of calls) this.#readCall(call);
  }

  #readCall(call: { index: number; id?: string; function?: { name?: string; arguments?: string } }): void {
    const known = this.#calls[call.index];
    if (!known) {
      if (call.index !== this.#calls.length) this.violations.push(`tool call ${call.index} out of order`);
      if (!call.id || !call.function?.name) this.violations.push('a tool call begins without id or name');
      this.#calls.push({
        id: call.id ?? '',
        name: call.function?.name ?? '',
        input: call.function?.arguments ?? '',
      });
      return;
    }
    if (call.id !== undefined && call.id !== known.id) this.violations.push(`tool call ${known.id} becomes ${call.id}`);
    if (call.function?.name) this.violations.push(`tool call ${known.id} is named twice`);
    known.input += call.function?.arguments ?? '';
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
