import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { ContentBlock, ConverseMessage } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';

/**
 * Puts blocks into the turns Converse wants: user first, user and assistant in alternation, tool results at the head
 * of the turn right after their calls. System messages of the middle stand at the end of a user turn.
 */
export class TurnList {
  readonly #context: EncodeContext;
  readonly #turns: ConverseMessage[] = [];
  /** Ids of calls that no result has answered yet. */
  readonly #open = new Set<string>();
  #results: ContentBlock[] = [];
  #rest: ContentBlock[] = [];
  #system: ContentBlock[] = [];

  constructor(context: EncodeContext) {
    this.#context = context;
  }

  /** @param toolUseIds ids of the calls among the blocks. */
  addAssistant(blocks: readonly ContentBlock[], toolUseIds: readonly string[]): void {
    if (blocks.length === 0) return;
    this.#endUserTurn();
    for (const id of toolUseIds) this.#open.add(id);
    const last = this.#turns.at(-1);
    if (last?.role === 'assistant') last.content.push(...blocks);
    else this.#turns.push({ role: 'assistant', content: [...blocks] });
  }

  addResult(blocks: readonly ContentBlock[], toolUseId: string): void {
    if (!this.#open.delete(toolUseId)) throw invalidRequest('messages', 'A tool result answers no open tool call.');
    this.#results.push(...blocks);
  }

  addUser(blocks: readonly ContentBlock[]): void {
    this.#settleSystem();
    this.#rest.push(...blocks);
  }

  /** A system message of the middle. Models take it only right after a user turn; elsewhere it becomes marked user text. */
  addSystem(blocks: readonly ContentBlock[]): void {
    const [first] = blocks;
    if (first?.text === undefined || first.text === '') return;
    if (first.text.trim() !== '') this.#system.push(...blocks);
    else this.#context.changes.say('blank text dropped');
  }

  /** All turns, ready to send. */
  finish(): ConverseMessage[] {
    this.#endUserTurn();
    if (this.#open.size > 0) throw invalidRequest('messages', 'A tool call has no result after it.');
    if (this.#turns[0]?.role !== 'user') {
      this.#turns.unshift({ role: 'user', content: [{ text: '(The conversation begins.)' }] });
      this.#context.changes.say('a first user turn added');
    }
    return this.#turns;
  }

  #endUserTurn(): void {
    const content = [...this.#results, ...this.#rest];
    const { facts, changes } = this.#context;
    const asSystem = facts.capabilities.midConversationSystem === true && content.length > 0;
    if (!asSystem) {
      this.#settleSystem();
      content.splice(0, content.length, ...this.#results, ...this.#rest);
    }
    if (content.length > 0 && this.#open.size > 0)
      throw invalidRequest('messages', 'A tool call has no result right after it.');
    if (content.some((block) => block.document !== undefined) && !content.some((block) => block.text !== undefined)) {
      content.push({ text: 'See the attached document.' });
      changes.say('text added beside a document');
    }
    if (content.length > 0) this.#turns.push({ role: 'user', content });
    if (this.#system.length > 0) this.#turns.push({ role: 'system', content: this.#system });
    this.#results = [];
    this.#rest = [];
    this.#system = [];
  }

  #settleSystem(): void {
    for (const block of this.#system) {
      if (block.text === undefined) {
        this.#rest.push(block);
        continue;
      }
      this.#rest.push({ text: `<system_message>\n${block.text}\n</system_message>` });
      this.#context.changes.say('later system message → marked user text');
    }
    this.#system = [];
  }
}
