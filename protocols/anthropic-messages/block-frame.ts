import { formatEvent } from '../server-sent-events/format-event.ts';
import type { Block } from './block.ts';

/** The events of the block with this index. */
export class BlockFrame {
  readonly #index: number;

  constructor(index: number) {
    this.#index = index;
  }

  start(block: Block): string {
    return this.#write('content_block_start', { content_block: block });
  }

  delta(delta: Block): string {
    return this.#write('content_block_delta', { delta });
  }

  stop(): string {
    return this.#write('content_block_stop', {});
  }

  #write(type: string, fields: Block): string {
    return formatEvent(JSON.stringify({ type, index: this.#index, ...fields }), type);
  }
}
