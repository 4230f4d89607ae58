import { attemptWhole } from '../chat/attempt-whole.ts';
import type { RequestWork } from '../chat/request-work.ts';
import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { EmbeddingCodec } from '../ports/embedding-codec.ts';
import type { EmbeddingModel, KeptBatches } from '../ports/embedding-model.ts';
import type { ModelDirectory, Resolution } from '../routing/model-directory.ts';
import type { Target } from '../routing/target.ts';
import { sessionHeader } from '../sessions/session-of-request.ts';

/**
 * Turning texts into vectors. Whatever the route, all of a name's vectors are of one model, that of its first target
 * which makes any: others take over only where they are the same model at another provider.
 */
export function embeddingWork(codec: EmbeddingCodec): RequestWork {
  return {
    decodeHead: (body) => codec.decodeHead(body),

    resolve(models, model) {
      const resolution = models.resolve(model);
      if (firstTarget(resolution) === undefined) throw noEmbeddings(models, model, resolution);
      return resolution;
    },

    openTurn({ arrival }) {
      if (!arrival.header(sessionHeader)) return null;
      const message = `Vectors belong to no session: leave out the header \`${sessionHeader}\`.`;
      throw invalidRequest(sessionHeader, message, 'unsupported_parameter');
    },

    surveyRequest(body, resolution) {
      const survey = codec.surveyRequest(body);
      const model = firstTarget(resolution)?.model;
      return model === undefined ? survey : { ...survey, needs: { ...survey.needs, vectorsOf: model } };
    },

    async answer({ arrival, body, bytes, head, resolution, call, trace }) {
      const request = codec.decodeRequest(body);
      const kept: KeptBatches = new Map();
      const ask = async (target: Target, signal: AbortSignal) => {
        const embeddingModel = embeddingModelOf(target);
        return embeddingModel.embed({
          requestId: arrival.requestId,
          model: target.model,
          facts: target.facts,
          raw: embeddingModel.protocol === codec.protocol ? { body, bytes } : null,
          request,
          dropUnsupported: resolution.dropUnsupported,
          kept,
          signal,
          connectMs: target.resilience.timeouts.connectMs,
          credentialFailed: (failed) => call.journal.failedCredentials.push(failed),
        });
      };
      const { content, usage } = await attemptWhole({ ...call, codec: arrival.codec }, ask);
      trace.usage = usage;
      const answer =
        content.kind === 'raw'
          ? content.body
          : codec.encodeAnswer(content.vectors, { request, model: head.model, usage });
      trace.sent(answer);
      arrival.answer.whole(answer, trace.begins());
    },
  };
}

function firstTarget({ targets }: Resolution): Target | undefined {
  return targets.find(({ embeddingModel }) => embeddingModel !== undefined);
}

function embeddingModelOf({ embeddingModel, label }: Target): EmbeddingModel {
  if (embeddingModel === undefined) throw new RangeError(`${label} is in the plan, but makes no embeddings`);
  return embeddingModel;
}

function noEmbeddings(models: ModelDirectory, model: string, { targets }: Resolution): GatewayError {
  const shown = model.length > 100 ? `${model.slice(0, 100)}…` : model;
  const [first] = targets;
  const leads = first === undefined || first.label === model ? '' : ` (it leads to ${first.label})`;
  return new GatewayError('invalid-request', `\`${shown}\` makes no embeddings${leads}. ${models.embeddingAdvice}`, {
    param: 'model',
    code: 'no_embedding_model',
  });
}
