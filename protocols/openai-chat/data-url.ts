/** The content of a base64 data URL. */
export interface DataUrl {
  readonly mediaType: string;
  readonly data: string;
}

/** Takes a base64 data URL apart; `null` when the text is none, or is empty. The data itself is not looked at. */
export function parseDataUrl(url: string): DataUrl | null {
  if (!/^data:/i.test(url.slice(0, 5))) return null;
  const comma = url.indexOf(',');
  if (comma === -1 || comma === url.length - 1 || comma > 300) return null;
  const [mediaType = '', ...parameters] = url.slice(5, comma).split(';');
  if (parameters.at(-1)?.trim().toLowerCase() !== 'base64' || !mediaType.includes('/')) return null;
  return { mediaType: mediaType.trim().toLowerCase(), data: url.slice(comma + 1) };
}

export function formatDataUrl({ mediaType, data }: DataUrl): string {
  return `data:${mediaType};base64,${data}`;
}
