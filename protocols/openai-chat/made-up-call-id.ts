/** The id of a tool call whose provider gave it none: unlike any other answer's. */
export function madeUpCallId(answerId: string, index: number): string {
  return `call_${answerId.replace(/[^\w-]/g, '').slice(-40)}_${index}`;
}
