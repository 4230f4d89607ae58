import type { Got } from '../ask.ts';
import { masterKey, providerKey } from '../fault-gateway.ts';
import type { Reply } from '../reply.ts';
import type { FaultScript } from './fault-script.ts';
import type { PlayedCall } from './play-call.ts';

type Answered = Pick<Got, 'text' | 'reasoning' | 'toolCalls' | 'finishReason'>;

/** Failures that no provider's status excuses would be of our own making. */
const errorStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * What is wrong with what a client got, in one sentence; `null` = nothing.
 * @param calls of this request, in their order.
 */
export function judgeAnswer(script: FaultScript, calls: readonly PlayedCall[], got: Got): string | null {
  const [violation] = got.violations;
  if (violation !== undefined) return `the answer is malformed: ${violation}`;
  const everything = got.raw + JSON.stringify([...got.headers]);
  if (everything.includes(providerKey) || everything.includes(masterKey)) return 'a key was told';
  const { maxAttempts } = script.resilience;
  if (calls.length > maxAttempts) return `${calls.length} calls were made where ${maxAttempts} were allowed`;
  return got.error === null ? judgeSuccess(calls, got) : judgeError(calls, got);
}

function judgeSuccess(calls: readonly PlayedCall[], got: Got): string | null {
  if (got.status !== 200 || !got.isComplete) return `neither complete nor an error: status ${got.status}`;
  const finished = calls.filter(({ completes }) => completes);
  if (finished.length === 0) return 'a broken answer was told as complete';
  const wrongs = finished.flatMap((call) => legitimate(calls, call)).map((reply) => differenceFrom(reply, got));
  return wrongs.includes(null) ? judgeReasoning(calls, got) : (wrongs.at(-1) ?? null);
}

function judgeError(calls: readonly PlayedCall[], got: Got): string | null {
  const { status, text, toolCalls, reasoning } = got;
  if (got.isComplete) return 'both an error and an end';
  if (status !== 200) {
    const isRefused = calls.some(({ plan }) => plan.do === 'status' && plan.status === 400);
    return errorStatuses.has(status) || (status === 400 && isRefused) ? null : `an error of status ${status}`;
  }
  const isBeginning = calls
    .flatMap((call) => legitimate(calls, call))
    .some((reply) => {
      const rest = reply.toolCalls ?? [];
      return (
        (reply.text ?? '').startsWith(text) &&
        toolCalls.every(({ name, input }, index) => rest[index]?.name === name && rest[index].input.startsWith(input))
      );
    });
  if (!isBeginning) return `what came before the error is no beginning of an answer: ${text}`;
  return calls.some(({ said }) => (said.reasoning ?? '').startsWith(reasoning)) || reasoning === ''
    ? null
    : `the reasoning is nobody's: ${reasoning}`;
}

/** The answers that a call could rightly end in: its own, or what it was given and its own after it. */
function legitimate(calls: readonly PlayedCall[], { prefill, said }: PlayedCall): readonly Reply[] {
  if (prefill === null) return [said];
  const { text = '' } = said;
  // White space at the end of what was sent is not given to a model that is to go on, and not told twice.
  const before = calls
    .filter((call) => (call.prefill?.length ?? 0) < prefill.length)
    .flatMap((call) => legitimate(calls, call));
  const spaces = before.map((reply) => reply.text ?? '').flatMap((sent) => spacesAfter(prefill, sent));
  const joined = ['', ...spaces].map((space) => {
    const told = commonStart(space, text);
    return { ...said, text: prefill + space + text.slice(told) };
  });
  return text.startsWith(prefill) ? [said, ...joined] : joined;
}

/** All beginnings of the white space that may have been sent after a prefill. */
function spacesAfter(prefill: string, sent: string): readonly string[] {
  if (!sent.startsWith(prefill)) return [];
  const space = /^\s*/.exec(sent.slice(prefill.length))?.[0] ?? '';
  return Array.from({ length: space.length }, (_, length) => space.slice(0, length + 1));
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function differenceFrom({ text = '', toolCalls = [] }: Reply, got: Answered): string | null {
  if (got.text !== text) return `the text is ${JSON.stringify(got.text)}, not ${JSON.stringify(text)}`;
  const calls = JSON.stringify(got.toolCalls.map(({ name, input }) => ({ name, input })));
  if (calls !== JSON.stringify(toolCalls)) return `the tool calls are ${calls}, not ${JSON.stringify(toolCalls)}`;
  const finishReason = toolCalls.length > 0 ? 'tool_calls' : 'stop';
  return got.finishReason === finishReason ? null : `finished as ${got.finishReason}, not ${finishReason}`;
}

/** Reasoning is told once: all of the only answer's, or the beginning that was told before a break. */
function judgeReasoning(calls: readonly PlayedCall[], { reasoning, comments }: Got): string | null {
  const isMended = comments.some((comment) => comment.includes('broke off'));
  const isRight = isMended
    ? reasoning === '' || calls.some(({ said }) => (said.reasoning ?? '').startsWith(reasoning))
    : calls.some(({ said, completes }) => completes && (said.reasoning ?? '') === reasoning);
  return isRight ? null : `the reasoning is ${JSON.stringify(reasoning)}`;
}
