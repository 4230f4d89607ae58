import { randomUUID } from 'node:crypto';
import type { ClaimResult, IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import { changeOfItem } from './change-of-item.ts';
import { isLive, lifeUntil } from './item-life.ts';
import type { KeptText } from './kept-text.ts';
import { answerKey } from './session-keys.ts';
import type { Item, Table } from './table.ts';
import { mostRounds, tooManyWriters } from './too-many-writers.ts';

/** Idempotency keys and the answers they were given, in a table. */
export class DynamoDbClaims {
  readonly #table: Table;
  readonly #texts: KeptText;
  readonly #inlineBytes: number;

  constructor(table: Table, texts: KeptText, inlineBytes: number) {
    this.#table = table;
    this.#texts = texts;
    this.#inlineBytes = inlineBytes;
  }

  async claim(scope: string, claim: IdempotencyClaim, now: number): Promise<ClaimResult> {
    const { key, fingerprint, claimId, leaseMs } = claim;
    const claimedBy = randomUUID();
    const item = { ...answerKey(scope, key), fingerprint, claimId, claimedBy, ...lifeUntil(now + leaseMs) };
    for (let round = 0; round < mostRounds; round++) {
      const condition = 'attribute_not_exists(pk) OR liveUntil <= :now';
      const values = { ':now': now };
      if (await this.#table.put({ Item: item, ConditionExpression: condition, ExpressionAttributeValues: values })) {
        return { result: 'new' };
      }
      const kept = await this.#table.get(item);
      if (!kept || !isLive(kept, now)) continue;
      // By a try whose answer was lost.
      if (kept.claimedBy === claimedBy) return { result: 'new' };
      if (kept.fingerprint !== fingerprint) return { result: 'conflict' };
      return kept.finishedBy ? { result: 'finished', answer: await this.#answer(kept) } : { result: 'running' };
    }
    throw tooManyWriters();
  }

  async hold(scope: string, key: string, claimId: string, lapsesAt: number, now: number): Promise<boolean> {
    const change = changeOfItem({
      set: lifeUntil(lapsesAt),
      condition: 'claimId = :claimId AND attribute_not_exists(finishedBy) AND liveUntil > :now',
      values: { ':claimId': claimId, ':now': now },
    });
    return (await this.#table.update({ Key: answerKey(scope, key), ...change })) !== null;
  }

  async finish(scope: string, key: string, claimId: string, answer: StoredAnswer, lapsesAt: number): Promise<boolean> {
    const finishedBy = randomUUID();
    const itemKey = answerKey(scope, key);
    const kept = answer.body.byteLength <= sessionLimits.maxAnswerBytes ? answer : null;
    const content = kept && (await this.#content(kept, itemKey.pk));
    const change = changeOfItem({
      set: { finishedBy, ...content, ...lifeUntil(lapsesAt) },
      condition: 'claimId = :claimId AND attribute_not_exists(finishedBy)',
      values: { ':claimId': claimId },
    });
    if (await this.#table.update({ Key: itemKey, ...change })) return true;
    const there = await this.#table.get(itemKey);
    if (there?.finishedBy === finishedBy) return true;
    if (content) await this.#texts.forget({ ...itemKey, ...content }, ['body']).catch(() => undefined);
    return false;
  }

  async release(scope: string, key: string, claimId: string): Promise<void> {
    await this.#table.delete({
      Key: answerKey(scope, key),
      ConditionExpression: 'claimId = :claimId AND attribute_not_exists(finishedBy)',
      ExpressionAttributeValues: { ':claimId': claimId },
    });
  }

  async #content({ status, headers, body }: StoredAnswer, owner: string): Promise<Record<string, unknown>> {
    const where =
      body.byteLength <= this.#inlineBytes ? { body } : { bodyAt: await this.#texts.keepBytes(body, owner) };
    return { httpStatus: status, headers: JSON.stringify(headers), ...where };
  }

  async #answer(item: Item): Promise<StoredAnswer | null> {
    const { httpStatus, headers, body } = item;
    if (typeof httpStatus !== 'number' || typeof headers !== 'string') return null;
    const bytes = body instanceof Uint8Array ? body : await this.#texts.readBytes(item, 'body');
    return bytes && { status: httpStatus, headers: JSON.parse(headers), body: Uint8Array.from(bytes) };
  }
}
