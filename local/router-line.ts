import { nearestName } from '../config/nearest-name.ts';
import { isJsonObject } from '../core/conversation/is-json-object.ts';
import type { JsonObject } from '../core/ports/wire-codec.ts';
import { RouterLineError } from './router-line-error.ts';
import { readPrompt } from './router-prompt.ts';

/** One line of `cato eval router`, understood. */
export type RouterLine =
  | { readonly op: 'learn'; readonly messages: Messages; readonly weak: number; readonly strong: number }
  | { readonly op: 'route'; readonly id: LineId; readonly messages: Messages }
  | { readonly op: 'choose'; readonly id: LineId; readonly messages: Messages; readonly models: readonly string[] }
  | { readonly op: 'outcome'; readonly id: LineId; readonly score: Figures; readonly cost: Figures };

export type LineId = string | number;
type Messages = readonly JsonObject[];
/** By the names of models. */
type Figures = ReadonlyMap<string, number>;

const examples = {
  learn: '{"op":"learn","id":1,"prompt":"What is 2+2?","weak":1,"strong":1}',
  route: '{"op":"route","id":2,"prompt":"What is 2+2?"}',
  choose: '{"op":"choose","id":3,"prompt":"What is 2+2?","models":["a","b"]}',
  outcome: '{"op":"outcome","id":3,"score":{"a":1},"cost":{"a":0.002}}',
} as const;
const operations = ['learn', 'route', 'choose', 'outcome'] as const;

/** Reads one line. @throws RouterLineError that names the field and what is expected of it. */
export function readRouterLine(text: string): RouterLine {
  const line = parse(text);
  const op = operations.find((known) => known === line.op);
  if (op === undefined) {
    const given = typeof line.op === 'string' ? `"${line.op.slice(0, 40)}"` : null;
    const got = given === null ? '' : `, not ${given}`;
    throw new RouterLineError(
      'op',
      `expected ${operations.map((each) => `"${each}"`).join(', ')}${got}`,
      examples.route,
    );
  }
  try {
    return readAs(op, line);
  } catch (error) {
    if (!(error instanceof RouterLineError)) throw error;
    throw new RouterLineError(error.field, error.fault, examples[op]);
  }
}

function readAs(op: RouterLine['op'], line: JsonObject): RouterLine {
  switch (op) {
    case 'learn':
      refuseMisspelled(line, ['prompt', 'weak', 'strong']);
      return { op, messages: readPrompt(line.prompt), weak: figure(line, 'weak'), strong: figure(line, 'strong') };
    case 'route':
      refuseMisspelled(line, ['id', 'prompt']);
      return { op, id: idOf(line), messages: readPrompt(line.prompt) };
    case 'choose':
      refuseMisspelled(line, ['id', 'prompt', 'models']);
      return { op, id: idOf(line), messages: readPrompt(line.prompt), models: modelsOf(line.models) };
    case 'outcome':
      refuseMisspelled(line, ['id', 'score'], ['cost']);
      return { op, id: idOf(line), score: scoresOf(line.score), cost: costsOf(line.cost) };
  }
}

function parse(text: string): JsonObject {
  let line: unknown;
  try {
    // Also takes away the mark that some editors put at the start of a file.
    line = JSON.parse(text.trim());
  } catch (error) {
    throw new RouterLineError(null, `not valid JSON${whereItBreaks(error)}`, examples.route);
  }
  if (!isJsonObject(line)) throw new RouterLineError(null, 'expected one JSON object', examples.route);
  return line;
}

function whereItBreaks(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message === 'Unexpected end of JSON input') return ': it ends too early';
  const place = /\(line \d+ column (\d+)\)$/.exec(message);
  return place === null ? '' : `: it breaks at column ${place[1]}`;
}

/** Further keys are the data's own and do not matter, unless one looks like a required key that is missing. */
function refuseMisspelled(line: JsonObject, required: readonly string[], optional: readonly string[] = []): void {
  const missing = required.filter((key) => line[key] === undefined);
  for (const key of Object.keys(line)) {
    const meant = required.includes(key) || optional.includes(key) ? null : nearestName(key, missing);
    if (meant !== null) throw new RouterLineError(key, `not a known key (did you mean \`${meant}\`?)`);
  }
}

function idOf({ id }: JsonObject): LineId {
  if (typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id))) return id;
  throw new RouterLineError('id', id === undefined ? 'is missing: a text or a number' : 'expected a text or a number');
}

function figure(line: JsonObject, name: 'weak' | 'strong'): number {
  const value = line[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const what = 'a number, higher is better';
  throw new RouterLineError(name, value === undefined ? `is missing: ${what}` : `expected ${what}`);
}

function modelsOf(models: unknown): readonly string[] {
  if (models === undefined) throw new RouterLineError('models', 'is missing: a list of names');
  if (!Array.isArray(models) || models.length === 0) {
    throw new RouterLineError('models', 'expected a list of at least one name');
  }
  const names = new Set<string>();
  for (const [at, name] of models.entries()) {
    if (typeof name !== 'string' || name === '') throw new RouterLineError(`models[${at}]`, 'expected a name');
    if (names.has(name)) throw new RouterLineError(`models[${at}]`, `"${name}" stands in this list already`);
    names.add(name);
  }
  return [...names];
}

function scoresOf(score: unknown): Figures {
  if (score === undefined)
    throw new RouterLineError('score', 'is missing: an object of numbers by the names of models');
  return figuresOf('score', score, 'a number', () => true);
}

function costsOf(cost: unknown): Figures {
  return cost === undefined ? new Map() : figuresOf('cost', cost, 'a number of 0 or more', (value) => value >= 0);
}

function figuresOf(field: string, figures: unknown, what: string, isFit: (value: number) => boolean): Figures {
  if (!isJsonObject(figures)) {
    throw new RouterLineError(field, `expected an object of numbers by the names of models`);
  }
  const byName = new Map<string, number>();
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value !== 'number' || !Number.isFinite(value) || !isFit(value)) {
      throw new RouterLineError(`${field}[${JSON.stringify(name)}]`, `expected ${what}`);
    }
    byName.set(name, value);
  }
  return byName;
}
