import type { RequestWork } from '../chat/request-work.ts';
import { batchPrices, batchPricing, batchProcessing } from '../metering/batch-prices.ts';
import type { HandedExchange } from '../ports/provider-batches.ts';
import type { Resolution } from '../routing/model-directory.ts';
import { plainPolicy } from '../routing/plan/plain-policy.ts';
import type { Target } from '../routing/target.ts';
import type { BatchTarget } from './handed-lines.ts';

/** The same work for a request that one target answers over a batch of its provider, at the prices of batches. */
export function handedWork(work: RequestWork, target: BatchTarget, exchange: HandedExchange): RequestWork {
  return {
    ...work,
    decodeHead: (body) => ({ ...work.decodeHead(body), processing: batchProcessing }),
    resolve: (models, model) => onlyTo(handedTarget(target, exchange), work.resolve(models, model)),
  };
}

function handedTarget(target: BatchTarget, exchange: HandedExchange): Target {
  const { label, name, provider, model, facts, resilience, batches } = target;
  const ways = batches.api.chatModels(exchange);
  const chatModel = ways.find(({ protocol }) => protocol === target.chatModel.protocol) ?? ways[0];
  if (chatModel === undefined) throw new RangeError(`batches of ${label} have no chat model`);
  const embeddingModel = batches.api.embeddingModel?.(exchange);
  return {
    ...{ label, name, provider, model, resilience, chatModel },
    otherChatModels: ways.filter((way) => way !== chatModel),
    ...(embeddingModel && target.embeddingModel ? { embeddingModel } : {}),
    facts: { ...facts, prices: batchPrices(facts.prices) },
    batchPrices: batchPricing(facts.prices),
  };
}

function onlyTo(target: Target, { policy, limits, ...resolution }: Resolution): Resolution {
  const { name, reason } = policy;
  return {
    ...resolution,
    targets: [target],
    policy: { ...plainPolicy([target]), name, reason },
    limits: { ...limits, maxAttempts: 1 },
  };
}
