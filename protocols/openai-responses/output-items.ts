import { customInput } from '../../core/conversation/custom-tools-as-functions.ts';
import type { OpaqueData, ReasoningPart, RefusalPart, TextPart, ToolCallPart } from '../../core/conversation/part.ts';
import type { LikelyToken, TokenLogprob } from '../../core/conversation/token-logprob.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { writeLogprobs } from '../openai-chat/logprobs.ts';
import { protocol } from './protocol.ts';
import { sealReasoning } from './reasoning-envelope.ts';
import type { ToolNames } from './tool-names.ts';
import { readWireData } from './wire-data.ts';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** One content part of a message. */
export function encodeContentPart({ type, text, logprobs = [], opaque }: TextPart | RefusalPart): JsonObject {
  if (type === 'refusal') return { type, refusal: text };
  return {
    type: 'output_text',
    text,
    annotations: [],
    logprobs: encodeLogprobs(logprobs),
    ...readWireData(opaque).part,
  };
}

/** Clients want the bytes of every token. */
export function encodeLogprobs(logprobs: readonly TokenLogprob[]): JsonObject[] {
  const told = (token: LikelyToken): LikelyToken => ({ ...token, bytes: token.bytes ?? utf8(token.token) });
  return writeLogprobs(logprobs.map((token) => ({ ...told(token), top: token.top.map(told) })));
}

function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

export function messageItem(
  id: string,
  status: ItemStatus,
  content: readonly JsonObject[],
  extras: JsonObject,
): JsonObject {
  return { ...extras, id, type: 'message', status, role: 'assistant', content };
}

/** Readable reasoning as its summary; what its provider needs back as its encrypted content. */
export function reasoningItem(
  id: string,
  status: ItemStatus | null,
  part: ReasoningPart,
  writtenBy: string | undefined,
): JsonObject {
  const { signature, redacted, opaque } = part;
  const { item } = readWireData(opaque);
  const sealed = {
    ...(signature === undefined ? {} : { signature }),
    ...(redacted === undefined ? {} : { redacted }),
    ...(opaque === undefined || opaque.protocol === protocol ? {} : { opaque }),
    ...(writtenBy === undefined ? {} : { writtenBy }),
  };
  const encrypted = item?.encrypted_content ?? sealReasoning(sealed);
  return {
    id,
    type: 'reasoning',
    summary: part.text === '' ? [] : [{ type: 'summary_text', text: part.text }],
    ...(encrypted === null ? {} : { encrypted_content: encrypted }),
    ...(status === null ? {} : { status }),
  };
}

/** Protocols whose models sign their calls, and refuse a call that comes back without. */
const signsCalls: ReadonlySet<string> = new Set(['gemini']);

/**
 * An item that takes along what a call's provider needs back and a call's own item has no field for; `null` when that
 * is nothing. It follows the call's.
 */
export function companionItem(
  id: string,
  callId: string,
  opaque: OpaqueData | undefined,
  writtenBy: string | undefined,
): JsonObject | null {
  if (opaque === undefined || !signsCalls.has(opaque.protocol)) return null;
  const sealed = { opaque, callId, ...(writtenBy === undefined ? {} : { writtenBy }) };
  return { id, type: 'reasoning', summary: [], encrypted_content: sealReasoning(sealed) };
}

/** What a call is to the client: its tool's own name and kind, whatever its provider was told. */
export interface ClientCall {
  readonly type: 'function_call' | 'custom_tool_call';
  readonly name: string;
  readonly namespace: string | null;
  /** Whether the provider was told of a function with one text, which must be taken out. */
  readonly isWrapped: boolean;
}

export function clientCall({ name, kind }: Pick<ToolCallPart, 'name' | 'kind'>, names: ToolNames): ClientCall {
  const tool = names.restore(name);
  const isCustom = kind === 'custom' || tool?.kind === 'custom';
  return {
    type: isCustom ? 'custom_tool_call' : 'function_call',
    name: tool?.name ?? name,
    namespace: tool?.namespace ?? null,
    isWrapped: isCustom && kind === 'function',
  };
}

export function callItem(
  id: string,
  status: ItemStatus,
  call: ClientCall,
  { callId, input, extras }: { readonly callId: string; readonly input: string; readonly extras: JsonObject },
): JsonObject {
  const { type, name, namespace } = call;
  return {
    ...extras,
    id,
    type,
    status,
    call_id: callId,
    name,
    ...(namespace === null ? {} : { namespace }),
    ...(type === 'custom_tool_call' ? { input } : { arguments: input }),
  };
}

/** The input as the client shall have it; clients parse the arguments of every function call. */
export function callInput({ type, isWrapped }: ClientCall, input: string): string {
  if (isWrapped) return customInput(input);
  return type === 'function_call' && input === '' ? '{}' : input;
}
