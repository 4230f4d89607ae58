import type { Script, SeenRequest } from './scripted-upstream.ts';
import type { ScriptedAnswer } from './scripted-upstream-answer.ts';

/** A request of a batch, as a provider was given it. */
export interface GivenRequest {
  readonly key: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** A line of results, and which file of results it is in. */
export interface GivenResult {
  /** As it stands in the file; an object is written as JSON. */
  readonly line: unknown;
  readonly file?: 'output' | 'errors';
}

export interface ScriptedBatch {
  readonly id: string;
  readonly requests: readonly GivenRequest[];
  /** What the call that made it said. */
  readonly asked: Record<string, unknown>;
  status: string;
  results: readonly GivenResult[];
  polls: number;
  cancels: number;
}

/**
 * The batch API of a provider, whose batches end as a test says. Made from public wire documentation, not recorded.
 */
export interface ScriptedBatchProvider {
  readonly batches: readonly ScriptedBatch[];
  /** What uploads said, whole. */
  readonly uploads: readonly string[];
  readonly script: Script;
  /** Answers in place of the provider where it returns something. */
  intercept: (request: SeenRequest) => ScriptedAnswer | null;
  /** What becomes of a batch as soon as it is made. Default: it stays as it is. */
  onBegin: (batch: ScriptedBatch) => void;
}

const json = (body: unknown, status = 200): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const lines = (results: readonly GivenResult[]): string =>
  results.map(({ line }) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** @param other answers requests that are for no batch. */
export function scriptedOpenAiBatches(other: Script): ScriptedBatchProvider {
  const batches: ScriptedBatch[] = [];
  const files = new Map<string, string>();
  const provider = baseProvider(batches, other, (request) => {
    const { method, path, body } = request;
    if (method === 'POST' && path === '/v1/files') {
      provider.uploads.push(body);
      const id = `file-in${files.size}`;
      files.set(id, fileIn(body));
      return json({ id, object: 'file', bytes: body.length, purpose: 'batch', filename: 'requests.jsonl' });
    }
    if (method === 'POST' && path === '/v1/batches') {
      const asked = JSON.parse(body);
      const given = (files.get(asked.input_file_id) ?? '').trim().split('\n');
      const requests = given.map((text): GivenRequest => {
        const line = JSON.parse(text);
        return { key: line.custom_id, url: line.url, body: line.body };
      });
      return json(view(provider.begin(requests, asked)));
    }
    if (method === 'GET' && path.startsWith('/v1/batches?')) {
      return json({ object: 'list', data: [...batches].reverse().map(view), has_more: false });
    }
    const found = batches.find(({ id }) => path.startsWith(`/v1/batches/${id}`));
    if (found) return json(view(path.endsWith('/cancel') ? provider.cancel(found) : provider.poll(found)));
    const file = batches.find(({ id }) => path.includes(`file-${id}`));
    if (file) return { body: lines(file.results.filter(inFile(path.includes('-errors') ? 'errors' : 'output'))) };
    return path.startsWith('/v1/batches') ? json({ error: { message: 'No such batch.' } }, 404) : null;
  });
  const view = ({ id, status, asked, results }: ScriptedBatch): unknown => {
    const fileId = (file: 'output' | 'errors') => (results.some(inFile(file)) ? `file-${id}-${file}` : null);
    return {
      ...{ id, object: 'batch', endpoint: asked.endpoint, input_file_id: asked.input_file_id, status },
      ...{ metadata: asked.metadata, output_file_id: fileId('output'), error_file_id: fileId('errors') },
      errors: status === 'failed' ? { object: 'list', data: [{ code: 'limit', message: 'Too many tokens.' }] } : null,
    };
  };
  return provider;
}

const inFile = (asked: 'output' | 'errors') => (result: GivenResult) => (result.file ?? 'output') === asked;

/** @param other answers requests that are for no batch. */
export function scriptedAnthropicBatches(other: Script): ScriptedBatchProvider {
  const batches: ScriptedBatch[] = [];
  const base = '/v1/messages/batches';
  const view = ({ id, status }: ScriptedBatch): unknown => ({
    ...{ id, type: 'message_batch', processing_status: status },
    results_url: status === 'ended' ? `https://api.anthropic.com${base}/${id}/results` : null,
  });
  const provider = baseProvider(batches, other, ({ method, path, body }) => {
    if (method === 'POST' && path === base) {
      const asked = JSON.parse(body);
      const requests = asked.requests.map(
        ({ custom_id: key, params }: { custom_id: string; params: Record<string, unknown> }): GivenRequest => ({
          ...{ key, url: '/v1/messages', body: params },
        }),
      );
      return json(view(provider.begin(requests, {})));
    }
    const found = batches.find(({ id }) => path.startsWith(`${base}/${id}`));
    if (!found) return path.startsWith(base) ? json(anthropicError('not_found_error', 'No such batch.'), 404) : null;
    if (path.endsWith('/results')) return { body: lines(found.results) };
    return json(view(path.endsWith('/cancel') ? provider.cancel(found) : provider.poll(found)));
  });
  return provider;
}

export const anthropicError = (type: string, message: string): unknown => ({ type: 'error', error: { type, message } });

function baseProvider(
  batches: ScriptedBatch[],
  other: Script,
  answer: (request: SeenRequest) => ScriptedAnswer | null,
) {
  const provider = {
    batches,
    uploads: [] as string[],
    intercept: (_request: SeenRequest): ScriptedAnswer | null => null,
    onBegin: (_batch: ScriptedBatch): void => undefined,
    script: (request: SeenRequest): ScriptedAnswer => {
      const own = provider.intercept(request) ?? answer(request);
      return own ?? (typeof other === 'function' ? other(request) : other);
    },
    begin(requests: readonly GivenRequest[], asked: Record<string, unknown>): ScriptedBatch {
      const id = `batch_p${batches.length + 1}`;
      const batch = { id, requests, asked, status: 'in_progress', results: [], polls: 0, cancels: 0 };
      batches.push(batch);
      provider.onBegin(batch);
      return batch;
    },
    poll(batch: ScriptedBatch): ScriptedBatch {
      batch.polls += 1;
      return batch;
    },
    cancel(batch: ScriptedBatch): ScriptedBatch {
      batch.cancels += 1;
      return batch;
    },
  };
  return provider;
}

function fileIn(form: string): string {
  const begins = form.indexOf('\r\n\r\n', form.indexOf('filename=')) + 4;
  return form.slice(begins, form.indexOf('\r\n--', begins));
}
