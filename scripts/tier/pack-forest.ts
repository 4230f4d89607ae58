import type { TierWeightsFile } from '../../core/routing/tier/tier-weights.ts';
import type { TreeNode } from './grow-tree.ts';

export interface WeighedTree {
  readonly nodes: readonly TreeNode[];
  /** What its means are multiplied with in the sum of all trees. */
  readonly share: number;
}

/** Steps of a node's gain; 16 bits hold gains of ±8. */
const unit = 1 / 4096;
const nodeBytes = 6;

/** Trees whose weighed sum and `start` is the gain, in the form that takes the mean of its trees. */
export function packForest(
  cuts: readonly (readonly number[])[],
  trees: readonly WeighedTree[],
  start: number,
): TierWeightsFile['forest'] {
  const bytes = Buffer.alloc(trees.reduce((sum, { nodes }) => sum + nodes.length, 0) * nodeBytes);
  const roots: number[] = [];
  let at = 0;
  for (const { nodes, share } of trees) {
    roots.push(at / nodeBytes);
    for (const { feature, cut, right, mean } of nodes) {
      bytes.writeUInt8(feature, at);
      bytes.writeUInt8(cut, at + 1);
      bytes.writeUInt16LE(right, at + 2);
      bytes.writeInt16LE(Math.round((start + mean * share * trees.length) / unit), at + 4);
      at += nodeBytes;
    }
  }
  return { cuts, roots, nodes: bytes.toString('base64'), unit };
}
