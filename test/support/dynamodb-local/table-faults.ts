import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem']);

/** What may happen to a call: its answer gets lost after it was done, it never arrives, or it is turned away. */
export type TableFault = 'answer-lost' | 'not-sent' | { readonly name: string; readonly reason?: string };

/** Lets calls of a client fail. Each call asks what is to happen to it. */
export class TableFaults {
  /** Names of the calls so far, whatever became of them. */
  calls: string[] = [];
  /** @param write how many writes there were before it; `null` for a read. */
  next: (write: number | null) => TableFault | null = () => null;
  /** How many were let fail. */
  failed = 0;
  #writes = 0;

  constructor(client: DynamoDBDocumentClient) {
    client.middlewareStack.add(
      (send, context) => async (call) => {
        const name = `${context.commandName ?? ''}`.replace(/Command$/, '');
        this.calls.push(name);
        const fault = this.next(writes.has(name) ? this.#writes++ : null);
        if (fault === null) return send(call);
        this.failed++;
        if (fault === 'answer-lost') await send(call);
        throw toError(fault);
      },
      { step: 'initialize', name: 'tableFaults', priority: 'low' },
    );
  }

  /** Forgets what there was, and lets all pass again. */
  reset(): void {
    this.calls = [];
    this.failed = 0;
    this.#writes = 0;
    this.next = () => null;
  }
}

function toError(fault: TableFault): Error {
  if (fault === 'answer-lost') return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', errno: -104 });
  if (fault === 'not-sent') return Object.assign(new Error('refused'), { code: 'ECONNREFUSED', errno: -111 });
  const reasons = fault.reason === undefined ? {} : { CancellationReasons: [{ Code: 'None' }, { Code: fault.reason }] };
  return Object.assign(new Error(fault.name), { name: fault.name, ...reasons });
}
