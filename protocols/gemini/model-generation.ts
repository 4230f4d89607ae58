/** The newest generation whose ways are known; names without a number (`gemini-flash-latest`) are taken for it. */
const newest = 3;

/**
 * The generation of a model by its id: `gemini-2.5-flash` → 2.5.
 * @returns `null` for what is no Gemini model by its name: Gemma, tuned models, endpoints.
 */
export function modelGeneration(id: string): number | null {
  const name = /(?:^|\/)(gemini-[^/]*)$/i.exec(id)?.[1];
  if (name === undefined) return null;
  if (/^gemini-pro(-vision)?$/i.test(name)) return 1;
  const number = /^gemini-(?:robotics-er-|live-)?(\d+(?:\.\d+)?)/i.exec(name)?.[1];
  return number === undefined ? newest : Number(number);
}
