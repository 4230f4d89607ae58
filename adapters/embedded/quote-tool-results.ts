import type { ToolResult } from './transcript.ts';

const maxQuotedLength = 4_000;
const maxResults = 10;

/** What the tools answered, quoted; `null` when the conversation does not end with their results. */
export function quoteToolResults(results: readonly ToolResult[]): string | null {
  if (results.length === 0) return null;
  const quotes = results.slice(0, maxResults).map(({ name, text, isError }) => {
    const quoted = text.length <= maxQuotedLength ? text : `${text.slice(0, maxQuotedLength)} […]`;
    return `The tool ${name} ${isError ? 'failed and said' : 'answered'}: ${quoted.trim() || '(nothing)'}`;
  });
  const left = results.length - quotes.length;
  return [...quotes, ...(left > 0 ? [`(${left} more results)`] : [])].join('\n\n');
}
