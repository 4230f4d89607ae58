import type { LineAnswer } from '../ports/batch-runner.ts';
import type { LineResult } from '../ports/batch-store.ts';
import type { BatchLine } from './read-batch-line.ts';

/** The line of a result file that tells a request's answer. */
export function resultOfAnswer(line: BatchLine, id: string, { requestId, statusCode, body }: LineAnswer): LineResult {
  // Between the tokens of JSON a line feed says nothing, and within them there is none.
  const oneLine = body.replace(/[\r\n]+/g, ' ');
  const response = `{"status_code":${statusCode},"request_id":${JSON.stringify(requestId)},"body":${oneLine}}`;
  const file = statusCode < 400 ? 'output' : 'errors';
  return { line: line.number, file, text: resultText(id, line, response, null) };
}

/** The line that tells why a request was not answered. */
export function resultOfNoAnswer(line: BatchLine, id: string, code: string, message: string): LineResult {
  return { line: line.number, file: 'errors', text: resultText(id, line, 'null', { code, message }) };
}

function resultText(id: string, { customId }: BatchLine, response: string, error: unknown): string {
  return `{"id":${JSON.stringify(id)},"custom_id":${JSON.stringify(customId)},"response":${response},"error":${JSON.stringify(error)}}\n`;
}
