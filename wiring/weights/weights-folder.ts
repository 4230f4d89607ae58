import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownFile, Licence, WeightsFormat, WeightsUse } from '../../config/known-weights-row.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { WrongUseError } from './weights-error.ts';

/** What is written down beside the weights. */
export interface WeightsManifest {
  readonly name: string;
  readonly use: WeightsUse;
  readonly format: WeightsFormat;
  readonly licence: Licence | null;
  /** Where they came from. */
  readonly source: string;
  readonly files: readonly KnownFile[];
  /** ISO 8601. */
  readonly addedAt: string;
}

export interface InstalledWeights extends WeightsManifest {
  readonly folder: string;
}

export const manifestName = 'weights.json';
/** Folders that are being filled end so. */
export const unfinishedEnding = '.part';

/** Where weights are kept: one folder for each name. */
export function weightsFolder(dataFolder: string): string {
  return join(dataFolder, 'models');
}

/** @throws WeightsError when a name cannot be a folder's. */
export function checkWeightsName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name) && !name.endsWith('.') && !name.endsWith(unfinishedEnding)) return name;
  throw new WrongUseError(
    `${JSON.stringify(name)} cannot be a name of weights: letters, digits, "-", "_" and ".", 64 at most.`,
  );
}

/** `null` = there are none of that name, or they are not whole. */
export async function findInstalled(folder: string, name: string): Promise<InstalledWeights | null> {
  const own = join(folder, checkWeightsName(name));
  const text = await readFile(join(own, manifestName), 'utf8').catch(() => null);
  const manifest = text === null ? null : parseManifest(text);
  if (manifest === null) return null;
  for (const { name: file, bytes } of manifest.files) {
    if ((await stat(join(own, file)).catch(() => null))?.size !== bytes) return null;
  }
  return { ...manifest, folder: own };
}

export interface WeightsListing {
  readonly installed: readonly InstalledWeights[];
  /** Names whose bringing was broken off. */
  readonly unfinished: readonly string[];
}

export async function listInstalled(folder: string): Promise<WeightsListing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const [unfinished, finished] = [
    names.filter((name) => name.endsWith(unfinishedEnding)),
    names.filter((name) => !name.endsWith(unfinishedEnding)),
  ];
  const found = await Promise.all(finished.map((name) => findInstalled(folder, name).catch(() => null)));
  return {
    installed: found.filter((weights) => weights !== null),
    unfinished: unfinished.map((name) => name.slice(0, -unfinishedEnding.length)),
  };
}

/** Removes weights and what was begun of them. @returns whether there was anything. */
export async function removeInstalled(folder: string, name: string): Promise<boolean> {
  let removed = false;
  for (const own of [checkWeightsName(name), `${name}${unfinishedEnding}`]) {
    const path = join(folder, own);
    if ((await stat(path).catch(() => null)) === null) continue;
    await rm(path, { recursive: true });
    removed = true;
  }
  return removed;
}

function parseManifest(text: string): WeightsManifest | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJsonObject(read) || !Array.isArray(read.files)) return null;
  const { name, use, format, source, addedAt, licence } = read;
  const files = read.files.filter(isKnownFile);
  const isWhole = typeof name === 'string' && typeof source === 'string' && typeof addedAt === 'string';
  if (!isWhole || files.length !== read.files.length) return null;
  if ((use !== 'chat' && use !== 'embedding') || !isFormat(format)) return null;
  return { name, use, format, licence: isLicence(licence) ? licence : null, source, files, addedAt };
}

function isKnownFile(value: unknown): value is KnownFile {
  if (!isJsonObject(value)) return false;
  const { name, bytes, sha256 } = value;
  return typeof name === 'string' && typeof bytes === 'number' && typeof sha256 === 'string' && !/[/\\]/.test(name);
}

function isFormat(value: unknown): value is WeightsFormat {
  return value === 'gguf' || value === 'onnx' || value === 'safetensors';
}

function isLicence(value: unknown): value is Licence {
  return isJsonObject(value) && typeof value.id === 'string' && typeof value.url === 'string';
}
