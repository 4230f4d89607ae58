import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { type TableTrouble, tableTrouble } from './table-trouble.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}
export type Item = ItemKey & Readonly<Record<string, unknown>>;
type Without<T> = Omit<T, 'TableName'>;

export interface TableOptions {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** How long one try may take, milliseconds. Default 1000. */
  readonly tryMs?: number;
}

/** Tries in all. A region that does not answer twice is away; who meets others gets through sooner or later. */
const mostTries: Readonly<Record<TableTrouble, number>> = { away: 2, crowded: 5, refused: 1, fault: 1 };
const firstPauseMs = 20;
const retryAfterMs = 1000;
/** As many as one call takes. */
const mostKeys = 100;
const mostPuts = 25;

/** One table of one region. Every call has a bound; one that does not succeed in time rejects with a GatewayError `busy`. */
export class Table {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;
  readonly #tryMs: number;
  #isFailing = false;

  constructor({ client, name, tryMs = 1000 }: TableOptions) {
    this.#client = client;
    this.#name = name;
    this.#tryMs = tryMs;
  }

  /** Whether the latest call found it in trouble. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** As it is now, not as it was a second ago. */
  async get({ pk, sk }: ItemKey): Promise<Item | null> {
    const input = { TableName: this.#name, Key: { pk, sk }, ConsistentRead: true };
    const { Item: item } = await this.#ask((abortSignal) => this.#client.send(new GetCommand(input), { abortSignal }));
    return item ? toItem(item) : null;
  }

  /** Those that are there, in no order, as they are now. */
  async getAll(keys: readonly ItemKey[]): Promise<readonly Item[]> {
    const found: Item[] = [];
    let left = keys.map(({ pk, sk }) => ({ pk, sk }));
    for (let pauses = 0; left.length > 0; ) {
      const request = { [this.#name]: { Keys: left.splice(0, mostKeys), ConsistentRead: true } };
      const answer = await this.#ask((abortSignal) =>
        this.#client.send(new BatchGetCommand({ RequestItems: request }), { abortSignal }),
      );
      const items = answer.Responses?.[this.#name] ?? [];
      found.push(...items.map(toItem));
      const again = answer.UnprocessedKeys?.[this.#name]?.Keys ?? [];
      left = [...again.map(toItem), ...left];
      if (items.length > 0 || again.length === 0) continue;
      if (++pauses >= mostTries.crowded) throw this.#inTrouble(null);
      await pause(pauseMs(pauses));
    }
    return found;
  }

  /** Puts each in the place of what is there, in no order; of a call that rejects some may be written. */
  async putAll(items: readonly Item[]): Promise<void> {
    let left = [...items];
    for (let pauses = 0; left.length > 0; ) {
      const puts = left.splice(0, mostPuts);
      const request = { [this.#name]: puts.map((item) => ({ PutRequest: { Item: item } })) };
      const answer = await this.#ask((abortSignal) =>
        this.#client.send(new BatchWriteCommand({ RequestItems: request }), { abortSignal }),
      );
      const again = (answer.UnprocessedItems?.[this.#name] ?? []).flatMap(({ PutRequest }) =>
        PutRequest?.Item ? [toItem(PutRequest.Item)] : [],
      );
      left = [...again, ...left];
      if (again.length < puts.length) continue;
      if (++pauses >= mostTries.crowded) throw this.#inTrouble(null);
      await pause(pauseMs(pauses));
    }
  }

  /** The items of a partition, in order; no more are read than are asked for. */
  async *query(input: Without<QueryCommandInput>): AsyncGenerator<Item, void, undefined> {
    for (let start: Record<string, unknown> | undefined; ; ) {
      const page = { TableName: this.#name, ConsistentRead: true, ...input, ExclusiveStartKey: start };
      const { Items, LastEvaluatedKey } = await this.#ask((abortSignal) =>
        this.#client.send(new QueryCommand(page), { abortSignal }),
      );
      for (const item of Items ?? []) yield toItem(item);
      if (!LastEvaluatedKey) return;
      start = LastEvaluatedKey;
    }
  }

  /**
   * Writes what takes the place of an item. @returns false when the condition did not hold; of a call whose answer was
   * lost the second try finds what the first has written, so look who wrote it.
   */
  put(input: Without<PutCommandInput>): Promise<boolean> {
    const command = { TableName: this.#name, ...input };
    return this.#write((abortSignal) => this.#client.send(new PutCommand(command), { abortSignal }));
  }

  /** As `put`. @returns the item as it is then; `null` when the condition did not hold. */
  async update(input: Without<UpdateCommandInput>): Promise<Item | null> {
    const command = { TableName: this.#name, ReturnValues: 'ALL_NEW', ...input } as const;
    let item: Item | null = null;
    await this.#write(async (abortSignal) => {
      const { Attributes } = await this.#client.send(new UpdateCommand(command), { abortSignal });
      item = Attributes ? toItem(Attributes) : null;
    });
    return item;
  }

  /** As `put`. */
  delete(input: Without<DeleteCommandInput>): Promise<boolean> {
    const command = { TableName: this.#name, ...input };
    return this.#write((abortSignal) => this.#client.send(new DeleteCommand(command), { abortSignal }));
  }

  /** As `put`, for two items that count together: twice the price. Trying again with the token is done once. */
  both(token: string, one: Without<PutCommandInput>, other: Without<UpdateCommandInput>): Promise<boolean> {
    const input = {
      ClientRequestToken: token,
      TransactItems: [{ Put: { TableName: this.#name, ...one } }, { Update: { TableName: this.#name, ...other } }],
    } as TransactWriteCommandInput;
    return this.#write((abortSignal) => this.#client.send(new TransactWriteCommand(input), { abortSignal }));
  }

  close(): void {
    this.#client.destroy();
  }

  async #write(attempt: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
    try {
      await this.#ask(attempt);
      return true;
    } catch (error) {
      if (tableTrouble(error) === 'refused') return false;
      throw error;
    }
  }

  async #ask<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await attempt(AbortSignal.timeout(this.#tryMs));
        this.#isFailing = false;
        return answer;
      } catch (error) {
        const trouble = tableTrouble(error);
        if (trouble === 'refused') {
          this.#isFailing = false;
          throw error;
        }
        if (tries >= mostTries[trouble]) throw trouble === 'fault' ? this.#failed(error) : this.#inTrouble(error);
        await pause(pauseMs(tries));
      }
    }
  }

  #inTrouble(cause: unknown): GatewayError {
    this.#isFailing = true;
    return new GatewayError(
      'busy',
      'The session store cannot be reached. Try again; without sessions (store: false) requests are answered as usual.',
      { retryAfterMs, code: 'session_store_unavailable', cause },
    );
  }

  #failed(cause: unknown): GatewayError {
    this.#isFailing = true;
    return new GatewayError('internal', 'The session store failed.', { code: 'session_store_failed', cause });
  }
}

/** Twice as long each time, and never the same for all who were turned away together. */
function pauseMs(tries: number): number {
  return firstPauseMs * 2 ** (tries - 1) * (0.5 + Math.random());
}

function toItem(attributes: Record<string, unknown>): Item {
  const { pk, sk } = attributes;
  return { ...attributes, pk: String(pk), sk: String(sk) };
}
