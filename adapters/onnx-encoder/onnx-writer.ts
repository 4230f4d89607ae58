/** The few words of the ONNX file format (protocol buffers) that a graph with its weights elsewhere needs. */

const varint = 0;
const bytesOf = 2;
const fixed32 = 5;

/** Numbers of ONNX's own list of element types. */
export const elementType = { float: 1, int64: 7 } as const;

/** Where a tensor's values lie in the file of weights, in bytes. */
export interface ExternalTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
  /** Names of the attributes that are 32-bit floats; the others are whole numbers. */
  readonly floats: readonly string[];
}

export interface GraphDescription {
  readonly nodes: readonly GraphNode[];
  readonly weights: readonly ExternalTensor[];
  /** Small constants: a scalar when `isScalar`, else a list. */
  readonly constants: readonly {
    readonly name: string;
    readonly type: 'float' | 'int64';
    readonly values: readonly number[];
    readonly isScalar: boolean;
  }[];
  readonly inputs: readonly {
    readonly name: string;
    readonly type: 'float' | 'int64';
    readonly dims: readonly string[];
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: 'float' | 'int64';
    readonly dims: readonly string[];
  }[];
}

/** The bytes of an ONNX model (operators of set 17). */
export function writeOnnx(graph: GraphDescription): Buffer {
  const described = Buffer.concat([
    ...graph.nodes.map((node) => part(1, writeNode(node))),
    text(2, 'encoder'),
    ...graph.weights.map((tensor) => part(5, writeExternal(tensor))),
    ...graph.constants.map((constant) => part(5, writeConstant(constant))),
    ...graph.inputs.map((value) => part(11, writeValue(value))),
    ...graph.outputs.map((value) => part(12, writeValue(value))),
  ]);
  const operators = Buffer.concat([text(1, ''), whole(2, 17)]);
  return Buffer.concat([whole(1, 8), text(2, 'cato'), part(7, described), part(8, operators)]);
}

function writeNode({ operator, inputs, output, attributes, floats }: GraphNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => part(5, writeAttribute(name, value, floats.includes(name)))),
  ]);
}

function writeAttribute(name: string, value: number | readonly number[], isFloat: boolean): Buffer {
  const [float, int, ints] = [1, 2, 7];
  if (typeof value !== 'number') {
    return Buffer.concat([text(1, name), ...value.map((each) => whole(8, each)), whole(20, ints)]);
  }
  return Buffer.concat([
    text(1, name),
    isFloat ? float32(2, value) : whole(3, value),
    whole(20, isFloat ? float : int),
  ]);
}

function writeExternal({ name, dims, file, offset, length }: ExternalTensor): Buffer {
  const entry = (key: string, value: string): Buffer => part(13, Buffer.concat([text(1, key), text(2, value)]));
  return Buffer.concat([
    ...dims.map((size) => whole(1, size)),
    whole(2, elementType.float),
    text(8, name),
    entry('location', file),
    entry('offset', String(offset)),
    entry('length', String(length)),
    whole(14, 1),
  ]);
}

function writeConstant({ name, type, values, isScalar }: GraphDescription['constants'][number]): Buffer {
  const raw =
    type === 'float'
      ? Buffer.from(Float32Array.from(values).buffer)
      : Buffer.from(BigInt64Array.from(values, BigInt).buffer);
  return Buffer.concat([
    ...(isScalar ? [] : [whole(1, values.length)]),
    whole(2, elementType[type]),
    text(8, name),
    part(9, raw),
  ]);
}

function writeValue({ name, type, dims }: GraphDescription['inputs'][number]): Buffer {
  const shape = Buffer.concat(dims.map((size) => part(1, text(2, size))));
  const tensor = Buffer.concat([whole(1, elementType[type]), part(2, shape)]);
  return Buffer.concat([text(1, name), part(2, part(1, tensor))]);
}

function key(field: number, wire: number): Buffer {
  return variable(BigInt((field << 3) | wire));
}

function whole(field: number, value: number): Buffer {
  return Buffer.concat([key(field, varint), variable(BigInt.asUintN(64, BigInt(value)))]);
}

function part(field: number, content: Buffer): Buffer {
  return Buffer.concat([key(field, bytesOf), variable(BigInt(content.length)), content]);
}

function text(field: number, content: string): Buffer {
  return part(field, Buffer.from(content));
}

function float32(field: number, value: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeFloatLE(value);
  return Buffer.concat([key(field, fixed32), content]);
}

function variable(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}
