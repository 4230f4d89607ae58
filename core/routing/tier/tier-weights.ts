import { gramBuckets } from './hashed-grams.ts';
import { featureNames } from './turn-features.ts';

/** One logistic model: a feature's weight each, and a small whole number per bucket of the vocabulary. */
export interface HeadWeights {
  readonly bias: number;
  /** In the order of `featureNames`. */
  readonly features: readonly number[];
  /** Base64 of one signed byte per bucket. */
  readonly vocabulary: string;
  /** What one step of such a byte is worth, in log-odds. */
  readonly vocabularyUnit: number;
}

/** The trained weights as they stand in a file. */
export interface TierWeightsFile {
  readonly format: 1;
  /** Must be the features this program computes, in its order. */
  readonly features: readonly string[];
  readonly forest: {
    /** Per feature, then for the vocabulary, the values at which trees may branch, ascending. */
    readonly cuts: readonly (readonly number[])[];
    /** Index of each tree's first node. */
    readonly roots: readonly number[];
    /** Base64 of six bytes a node: feature, cut, steps to the right child (2), expected gain (2); low byte first. */
    readonly nodes: string;
    /** What one step of a node's expected gain is worth. */
    readonly unit: number;
  };
  /** The expected gain from which a turn is complex: score 0.5. */
  readonly gainBorder: number;
  /** How fast the score leaves 0.5 on both sides of the border. */
  readonly steepness: number;
  readonly heads: {
    /** Log-odds that people would call the task hard; feeds the forest as `vocabulary`. */
    readonly demanding: HeadWeights;
    readonly code: HeadWeights;
    readonly longContext: HeadWeights;
  };
}

export interface Head {
  readonly bias: number;
  readonly features: Float64Array;
  readonly vocabulary: Int8Array;
  readonly vocabularyUnit: number;
}

export interface Forest {
  /** Per value, where trees may branch, ascending. */
  readonly places: readonly Float64Array[];
  readonly roots: Uint32Array;
  /**
   * Per node, in one number, for walking the trees costs what reading memory costs: in the lowest byte the value it
   * branches on, or `leafMark`; in the next up to which of that value's places to go on with the next node; in the two
   * highest how many nodes further the other branch starts.
   */
  readonly branches: Uint32Array;
  /** Per node: the expected gain, in steps of `unit`. */
  readonly gains: Int16Array;
  readonly unit: number;
}

/** The weights ready for use. */
export interface TierWeights {
  readonly forest: Forest;
  readonly gainBorder: number;
  readonly steepness: number;
  readonly demanding: Head;
  readonly code: Head;
  readonly longContext: Head;
}

/** @throws Error when the weights were trained for other features or are damaged. */
export function readTierWeights(file: TierWeightsFile): TierWeights {
  if (file.format !== 1)
    throw new Error(`Tier weights of format ${file.format} are unknown: this program reads format 1.`);
  if (file.features.join() !== featureNames.join()) {
    throw new Error('The tier weights were trained for other features: train them again.');
  }
  return {
    forest: readForest(file.forest),
    gainBorder: file.gainBorder,
    steepness: file.steepness,
    demanding: readHead(file.heads.demanding),
    code: readHead(file.heads.code),
    longContext: readHead(file.heads.longContext),
  };
}

const nodeBytes = 6;

function readForest({ cuts: places, roots, nodes, unit }: TierWeightsFile['forest']): Forest {
  const bytes = fromBase64(nodes);
  const count = bytes.length / nodeBytes;
  if (places.length !== featureNames.length + 1 || !Number.isInteger(count) || roots.some((root) => root >= count)) {
    throw new Error('The tier weights are damaged: train them again.');
  }
  const view = new DataView(bytes.buffer);
  return {
    places: places.map((values) => Float64Array.from(values)),
    roots: Uint32Array.from(roots),
    branches: Uint32Array.from({ length: count }, (_, node) => view.getUint32(node * nodeBytes, true)),
    gains: Int16Array.from({ length: count }, (_, node) => view.getInt16(node * nodeBytes + 4, true)),
    unit,
  };
}

function readHead({ bias, features, vocabulary, vocabularyUnit }: HeadWeights): Head {
  const bytes = fromBase64(vocabulary);
  if (bytes.length !== gramBuckets || features.length !== featureNames.length) {
    throw new Error('The tier weights are damaged: train them again.');
  }
  return { bias, features: Float64Array.from(features), vocabulary: new Int8Array(bytes.buffer), vocabularyUnit };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
