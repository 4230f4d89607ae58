import type { ExternalTensor, GraphDescription, GraphNode } from './onnx-writer.ts';

/** What a BERT encoder's `config.json` says of its shape. */
export interface BertShape {
  readonly hiddenSize: number;
  readonly headCount: number;
  readonly layerCount: number;
  readonly layerNormEpsilon: number;
}

type Constant = GraphDescription['constants'][number];

/** Scores of what is not to be looked at, before softmax. */
const masked = -10_000;

/**
 * The computation of a BERT encoder over weights in their usual names (`encoder.layer.0.attention.self.query.weight`),
 * from token ids to a vector for each token.
 */
export function describeBert(shape: BertShape, weights: readonly ExternalTensor[]): GraphDescription {
  const { hiddenSize, headCount, layerCount, layerNormEpsilon } = shape;
  const nodes: GraphNode[] = [];
  const constants: Constant[] = [];
  const add = (operator: string, inputs: readonly string[], attributes: GraphNode['attributes'] = {}): string => {
    const output = `${operator}_${nodes.length}`;
    const floats = Object.keys(attributes).filter((name) => name === 'epsilon');
    nodes.push({ operator, inputs, output, attributes, floats });
    return output;
  };
  const constant = (type: Constant['type'], values: readonly number[], isScalar = false): string => {
    const name = `constant_${constants.length}`;
    constants.push({ name, type, values, isScalar });
    return name;
  };
  const norm = (input: string, name: string): string =>
    add('LayerNormalization', [input, `${name}.weight`, `${name}.bias`], { axis: -1, epsilon: layerNormEpsilon });
  const linear = (input: string, name: string): string =>
    add('Gemm', [input, `${name}.weight`, `${name}.bias`], { transB: 1 });

  const inputShape = add('Shape', ['input_ids']);
  const length = add('Gather', [inputShape, constant('int64', [1], true)]);
  const positions = add('Range', [constant('int64', [0], true), length, constant('int64', [1], true)]);
  const words = add('Gather', ['embeddings.word_embeddings.weight', 'input_ids']);
  const types = add('Gather', ['embeddings.token_type_embeddings.weight', 'token_type_ids']);
  const places = add('Gather', ['embeddings.position_embeddings.weight', positions]);
  const embedded = add('Add', [add('Add', [words, types]), places]);
  const flat = constant('int64', [-1, hiddenSize]);
  const split = add('Concat', [inputShape, constant('int64', [headCount, hiddenSize / headCount])], { axis: 0 });
  const seen = add('Cast', ['attention_mask'], { to: 1 });
  const hidden = add('Mul', [add('Sub', [constant('float', [1], true), seen]), constant('float', [masked], true)]);
  const mask = add('Unsqueeze', [hidden, constant('int64', [1, 2])]);
  const scale = constant('float', [Math.sqrt(headCount / hiddenSize)], true);
  const [half, one, root] = [0.5, 1, Math.SQRT2].map((value) => constant('float', [value], true));
  if (half === undefined || one === undefined || root === undefined) throw new RangeError('three constants');

  let state = add('Reshape', [norm(embedded, 'embeddings.LayerNorm'), flat]);
  for (let layer = 0; layer < layerCount; layer += 1) {
    const own = `encoder.layer.${layer}`;
    const heads = (name: string, perm: readonly number[]): string =>
      add('Transpose', [add('Reshape', [linear(state, `${own}.attention.self.${name}`), split])], { perm });
    const scores = add('MatMul', [heads('query', [0, 2, 1, 3]), heads('key', [0, 2, 3, 1])]);
    const shares = add('Softmax', [add('Add', [add('Mul', [scores, scale]), mask])], { axis: -1 });
    const gathered = add('Transpose', [add('MatMul', [shares, heads('value', [0, 2, 1, 3])])], { perm: [0, 2, 1, 3] });
    const attended = linear(add('Reshape', [gathered, flat]), `${own}.attention.output.dense`);
    const middle = norm(add('Add', [attended, state]), `${own}.attention.output.LayerNorm`);
    const wide = linear(middle, `${own}.intermediate.dense`);
    const gate = add('Mul', [half, add('Add', [one, add('Erf', [add('Div', [wide, root])])])]);
    const narrow = linear(add('Mul', [wide, gate]), `${own}.output.dense`);
    state = norm(add('Add', [narrow, middle]), `${own}.output.LayerNorm`);
  }
  const whole = add('Concat', [inputShape, constant('int64', [hiddenSize])], { axis: 0 });
  nodes.push({
    ...{ operator: 'Reshape', inputs: [state, whole], output: 'last_hidden_state', attributes: {}, floats: [] },
  });
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const dims = ['texts', 'tokens'];
  return {
    nodes,
    constants,
    weights: weights.filter(({ name }) => used.has(name)),
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({ name, type: 'int64', dims })),
    outputs: [{ name: 'last_hidden_state', type: 'float', dims: [...dims, 'values'] }],
  };
}
