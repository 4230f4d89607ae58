import { styleText } from 'node:util';
import { totalInput } from '../../core/conversation/usage.ts';
import type { NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';
import type { LineFormat } from './line-event-log.ts';

/** One readable line per event, for people at a terminal. */
export const textFormat: LineFormat = {
  request(event: RequestEvent): string {
    const color = event.status >= 500 ? 'red' : event.status >= 400 ? 'yellow' : 'green';
    const parts = [
      styleText('dim', clockTime(event.time)),
      styleText(color, String(event.status)),
      `${event.method} ${event.path}`,
      event.model === null
        ? ''
        : printable(event.target && event.target !== event.model ? `${event.model} → ${event.target}` : event.model),
      timing(event),
      event.usage ? `${totalInput(event.usage)}+${event.usage.output} tokens` : '',
      event.attempts.length > 1 ? `${event.attempts.length} attempts` : '',
      event.changes.length > 0 ? `[${printable(event.changes.join('; '))}]` : '',
      event.error ? styleText(color, printable(event.error.message)) : '',
      styleText('dim', event.requestId),
    ];
    const line = parts.filter((part) => part !== '').join('  ');
    const { content } = event;
    return content
      ? `${line}\n  prompt: ${printable(content.prompt ?? '')}\n  answer: ${printable(content.answer ?? '')}`
      : line;
  },
  notice({ level, message, details }: NoticeEvent): string {
    const color = level === 'error' ? 'red' : level === 'warning' ? 'yellow' : 'cyan';
    const extra = details
      ? ` ${Object.entries(details)
          .map(([name, value]) => `${name}=${value}`)
          .join(' ')}`
      : '';
    return `${styleText('dim', clockTime(Date.now()))}  ${styleText(color, level)}  ${printable(`${message}${extra}`)}`;
  },
};

function timing({ durationMs, firstByteMs, overheadMs }: RequestEvent): string {
  const first = firstByteMs === null ? '' : `, first byte ${Math.round(firstByteMs)}`;
  const own = overheadMs === null ? '' : `, ours ${overheadMs.toFixed(1)}`;
  return `${Math.round(durationMs)} ms${first === '' && own === '' ? '' : ` (${`${first}${own}`.slice(2)})`}`;
}

function clockTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** Names come from clients: nothing of them may steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
