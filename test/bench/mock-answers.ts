/** The upstream's answers as bytes. Made from public wire documentation, not recorded. */

/** The model the gateway under test must ask for. */
export const upstreamModel = 'mock-model';
/** The key the gateway under test must send. */
export const upstreamKey = 'bench-key-000000';

const id = 'chatcmpl-BENCH00000000000000000000001';
const created = 1_760_000_000;
const wordCount = 512;
const usage = {
  prompt_tokens: 150,
  completion_tokens: 300,
  total_tokens: 450,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

/** The word that a stream says at `index`. */
export function word(index: number): string {
  return ` word${String(index % wordCount).padStart(3, '0')}`;
}

function toEvent(choices: readonly object[], usageOrNull: object | null): string {
  const chunk = {
    id,
    object: 'chat.completion.chunk',
    created,
    model: `${upstreamModel}-2026-01-01`,
    service_tier: 'default',
    system_fingerprint: 'fp_0000000000',
    choices,
    usage: usageOrNull,
    obfuscation: 'x7Qk2',
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function toDeltaEvent(delta: object, finishReason: string | null): string {
  return toEvent([{ index: 0, delta, logprobs: null, finish_reason: finishReason }], null);
}

/** The text of the non-streamed answer. */
export const answerText = Array.from({ length: 160 }, (_, index) => word(index)).join('');

/** The non-streamed answer, about 2 KB. */
export const answerBytes = Buffer.from(
  JSON.stringify({
    id,
    object: 'chat.completion',
    created,
    model: `${upstreamModel}-2026-01-01`,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answerText, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_0000000000',
  }),
);

/** The first event of a streamed answer. */
export const firstEvent = Buffer.from(toDeltaEvent({ role: 'assistant', content: '', refusal: null }, null));

/** The events that follow the content: stop reason, usage, end marker. */
export const lastEvents = Buffer.from(`${toDeltaEvent({}, 'stop')}${toEvent([], usage)}data: [DONE]\n\n`);

/** How many events stand around the content: the first one and the last three. */
export const eventsAroundContent = 4;

const contentEvents = Array.from({ length: wordCount }, (_, index) =>
  Buffer.from(toDeltaEvent({ content: word(index) }, null)),
);

/** The event that carries the word at `index`, about 300 bytes. */
export function contentEvent(index: number): Buffer {
  return contentEvents[index % wordCount] ?? Buffer.alloc(0);
}

/** The text that a stream of `chunkCount` content events says. */
export function streamText(chunkCount: number): string {
  return Array.from({ length: chunkCount }, (_, index) => word(index)).join('');
}
