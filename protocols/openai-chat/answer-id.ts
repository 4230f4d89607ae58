/** The id of an answer whose provider gave it none. */
export function answerId(requestId: string): string {
  return `chatcmpl-${requestId}`;
}
