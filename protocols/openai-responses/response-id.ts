import type { AnswerContext } from '../../core/ports/wire-codec.ts';

/** The answer's id: the gateway's, else the provider's where it is one of this format, else made of the request's. */
export function responseId({ echo, requestId }: AnswerContext, upstreamId: string | null): string {
  if (echo?.id !== undefined) return echo.id;
  return upstreamId?.startsWith('resp_') ? upstreamId : `resp_${requestId}`;
}

const prefixes: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  function_call_output: 'fco',
  custom_tool_call_output: 'ctco',
};

/** With a type's prefix and its place an item's id has 64 characters at most. */
const maxOwnerLength = 52;
/** The owner's id names its home or does not. */
const ownItemId = /^[a-z]+_((?=[0-9a-z]{48}_)(?:[a-z]{2,5}\d{1,2}x)?[0-9a-f]+)(?:_in)?_\d+$/;

/** The id of an item that has none: the same for the same place in the same answer or request. */
export function itemId(type: string, owner: string, index: number): string {
  return `${prefixes[type] ?? 'item'}_${owner
    .replace(/^(?:resp|item)_/, '')
    .replace(/[^\w-]/g, '')
    .slice(-maxOwnerLength)}_${index}`;
}

/** The response that an item came in or out with, by the item's id; `null` when its id was made elsewhere. */
export function ownerOfItem(id: string): string | null {
  const owner = ownItemId.exec(id)?.[1];
  return owner === undefined ? null : `resp_${owner}`;
}
