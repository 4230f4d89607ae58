import { posix } from 'node:path';
import type { KnownWeights, WeightsFormat, WeightsUse } from '../../config/known-weights-row.ts';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import type { HeldFile } from './holder.ts';

export interface ChosenFiles {
  readonly use: WeightsUse;
  readonly format: WeightsFormat;
  readonly files: readonly ChosenFile[];
}

export interface ChosenFile {
  readonly held: HeldFile;
  /** What it is called where it is kept: a plain name. */
  readonly name: string;
  /** `null` = nobody here knows it. */
  readonly sha256: string | null;
}

/**
 * Which files of a holder the weights are.
 * @param row what is known of them; `null` = look for what can be run.
 * @throws WeightsError when they are not there.
 */
export function chooseFiles(row: KnownWeights | null, contents: readonly HeldFile[], place: string): ChosenFiles {
  return row === null ? recognize(contents, place) : chooseKnown(row, contents, place);
}

function chooseKnown(row: KnownWeights, contents: readonly HeldFile[], place: string): ChosenFiles {
  const files = row.files.map(({ name, sha256 }) => {
    const paths = [name, ...row.sources.map((source) => source.files[name] ?? name)];
    const held =
      contents.find((each) => paths.includes(each.name)) ??
      contents.find((each) => paths.some((path) => posix.basename(path) === posix.basename(each.name))) ??
      (row.files.length === 1 && contents.length === 1 ? contents[0] : undefined);
    if (held === undefined) {
      const needed = row.files.map((file) => file.name).join(', ');
      throw new WeightsError(
        `${place} has no ${name}. ${row.name} is ${needed}: give a folder or a package that has them.`,
      );
    }
    return { held, name, sha256 };
  });
  return { use: row.use, format: row.format, files };
}

function recognize(contents: readonly HeldFile[], place: string): ChosenFiles {
  const ending = (suffix: string): readonly HeldFile[] => contents.filter(({ name }) => name.endsWith(suffix));
  const [chat, ...otherChats] = ending('.gguf');
  if (chat !== undefined && otherChats.length === 0) {
    return { use: 'chat', format: 'gguf', files: [{ held: chat, name: plainName(chat.name), sha256: null }] };
  }
  const [graph, ...otherGraphs] = ending('.onnx');
  const [tokenizer, ...otherTokenizers] = ending('tokenizer.json');
  if (graph !== undefined && tokenizer !== undefined && otherGraphs.length + otherTokenizers.length === 0) {
    const files = [
      { held: graph, name: 'model.onnx', sha256: null },
      { held: tokenizer, name: 'tokenizer.json', sha256: null },
    ];
    return { use: 'embedding', format: 'onnx', files };
  }
  const several = otherChats.length + otherGraphs.length > 0 ? ' It has several: give the one you mean.' : '';
  throw new WeightsError(
    `${place} has no weights that can be run here: one .gguf, or one .onnx with its tokenizer.json.${several}`,
  );
}

function plainName(path: string): string {
  const name = posix.basename(path);
  return /^\w[\w.-]{0,120}\.gguf$/.test(name) ? name : 'model.gguf';
}
