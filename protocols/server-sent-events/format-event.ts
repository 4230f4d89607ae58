/** The text of one server-sent event. */
export function formatEvent(data: string, name: string | null = null): string {
  const head = name === null ? '' : `event: ${name}\n`;
  const isOneLine = !data.includes('\n') && !data.includes('\r');
  return `${head}data: ${isOneLine ? data : data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}
