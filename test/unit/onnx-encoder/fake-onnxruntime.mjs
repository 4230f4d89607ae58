// Stands in for onnxruntime-node: a token's vector is made of its own number, so that means can be worked out by hand.
export class Tensor {
  constructor(type, data, dims) {
    Object.assign(this, { type, data, dims });
  }
}
export const InferenceSession = {
  async create(path) {
    if (path.includes('missing')) throw new Error('no such graph');
    return {
      inputNames: ['input_ids', 'attention_mask'],
      outputNames: ['last_hidden_state'],
      async run(feeds) {
        if ('token_type_ids' in feeds) throw new Error('an input that the graph does not have');
        const ids = [...feeds.input_ids.data].map(Number);
        if (ids.includes(13)) throw new Error('an unlucky token');
        return {
          last_hidden_state: { data: Float32Array.from(ids.flatMap((id) => [id, 1, 0])), dims: [1, ids.length, 3] },
        };
      },
    };
  },
};
