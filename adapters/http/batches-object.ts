import type { Batch, BatchStatus } from '../../core/batches/batch.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { toSeconds } from './files-object.ts';

/** A batch as OpenAI shows it. */
export function batchObject(batch: Batch): JsonObject {
  const { id, endpoint, faults, inputFileId, status, outputFileId, errorFileId, counts, metadata } = batch;
  const reached = (asked: BatchStatus): number | null => {
    const at = batch.reachedAt[asked];
    return at === undefined ? null : toSeconds(at);
  };
  return {
    ...{ id, object: 'batch', endpoint },
    errors: faults.length > 0 ? { object: 'list', data: faults } : null,
    ...{ input_file_id: inputFileId, completion_window: '24h', status },
    ...{ output_file_id: outputFileId, error_file_id: errorFileId },
    ...{ created_at: toSeconds(batch.createdAt), in_progress_at: reached('in_progress') },
    ...{ expires_at: toSeconds(batch.expiresAt), finalizing_at: reached('finalizing') },
    ...{ completed_at: reached('completed'), failed_at: reached('failed'), expired_at: reached('expired') },
    ...{ cancelling_at: reached('cancelling'), cancelled_at: reached('cancelled') },
    ...{ request_counts: counts, metadata },
  };
}
