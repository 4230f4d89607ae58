import { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import { sessionLimits } from './session-limits.ts';
import type { NewTurn, PathTurn, Turn, TurnEnding, TurnItem } from './turn.ts';

type Written = 'input' | 'output' | 'view' | 'request';

/** A turn as stores keep it: what clients and models said as JSON text, and measured. */
export interface TurnRecord extends Omit<Turn, Written> {
  readonly input: string;
  readonly output: string;
  readonly view: string | null;
  readonly request: string | null;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** What an ending changes in a record. */
export interface EndingRecord extends Omit<TurnEnding, 'output' | 'view' | 'foreignItemIds'> {
  readonly output: string;
  readonly view: string | null;
  readonly outputBytes: number;
}

/** What a path needs of a record. */
export type PathRecord = Omit<PathTurn, Written> & Pick<TurnRecord, 'input' | 'output'>;

/** @throws GatewayError `body-too-large`. */
export function toTurnRecord(turn: NewTurn): TurnRecord {
  const { id, parentId, status, model, target, createdAt, runsUntil, finishedAt, expiresAt } = turn;
  const input = JSON.stringify(turn.input);
  const output = JSON.stringify(turn.output);
  const view = turn.view && writeView(turn.view, turn.output);
  const request = turn.request && JSON.stringify(turn.request);
  const inputBytes = Buffer.byteLength(input);
  const outputBytes = Buffer.byteLength(output);
  checkTurnBytes(inputBytes + outputBytes + bytesOf(view) + bytesOf(request));
  return {
    ...{ id, parentId, status, model, target, createdAt, runsUntil, finishedAt, expiresAt },
    ...(turn.sessionName === undefined ? {} : { sessionName: turn.sessionName }),
    ...{ input, output, view, request, inputBytes, outputBytes, isDeleted: false, nextSequence: 0 },
  };
}

export function toEndingRecord({ status, target, finishedAt, ...written }: TurnEnding): EndingRecord {
  const output = JSON.stringify(written.output);
  const view = written.view && writeView(written.view, written.output);
  return { status, target, finishedAt, output, view, outputBytes: Buffer.byteLength(output) };
}

/**
 * Whether a turn's input leaves room for its ending.
 * @throws GatewayError `body-too-large`.
 */
export function checkEnding(inputBytes: number, { outputBytes, view }: EndingRecord): void {
  checkTurnBytes(inputBytes + outputBytes + bytesOf(view));
}

export function fromPathRecord(record: PathRecord): PathTurn {
  const { id, parentId, status, model, target, createdAt, runsUntil, sessionName, isDeleted } = record;
  const items = { input: readItems(record.input), output: readItems(record.output) };
  const session = sessionName === undefined ? {} : { sessionName };
  return { id, parentId, status, ...items, model, target, createdAt, runsUntil, ...session, isDeleted };
}

export function fromTurnRecord(record: TurnRecord): Turn {
  const { finishedAt, expiresAt, nextSequence } = record;
  const path = fromPathRecord(record);
  const view = readView(record.view, path.output);
  return { ...path, view, request: readObject(record.request), finishedAt, expiresAt, nextSequence };
}

/** Stands in a written view for the items that are written beside it. */
const asItems = 'as items';

/** Without its items where the turn's output holds the very same: they would be most of what is written. */
function writeView(view: JsonObject, items: readonly TurnItem[]): string {
  const { output } = view;
  const isSame = Array.isArray(output) && output.length > 0 && output.length === items.length;
  if (!isSame || !items.every(({ item }, at) => item === output[at])) return JSON.stringify(view);
  return JSON.stringify({ ...view, output: asItems });
}

function readView(text: string | null, items: readonly TurnItem[]): JsonObject | null {
  const view = readObject(text);
  return view?.output === asItems ? { ...view, output: items.map(({ item }) => item) } : view;
}

function readItems(text: string): readonly TurnItem[] {
  return JSON.parse(text);
}

function readObject(text: string | null): JsonObject | null {
  return text === null ? null : JSON.parse(text);
}

function bytesOf(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}

function checkTurnBytes(bytes: number): void {
  if (bytes <= sessionLimits.maxTurnBytes) return;
  throw new GatewayError(
    'body-too-large',
    `One turn of a session may have ${sessionLimits.maxTurnBytes} bytes, question and answer together; this one has ${bytes}. Send less, or send it with store: false.`,
  );
}
