import type { BatchTarget, HandedLines } from '../../core/batches/handed-lines.ts';
import { handedWork } from '../../core/batches/handed-work.ts';
import type { BatchLine } from '../../core/batches/read-batch-line.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { HandedExchange, HandedRequest } from '../../core/ports/provider-batches.ts';
import type { Target } from '../../core/routing/target.ts';
import { answerArrival } from './batches-answer-line.ts';
import { BatchArrival } from './batches-arrival.ts';
import { createLineWays } from './batches-line-ways.ts';
import type { HttpServices } from './http-services.ts';

const captured = new GatewayError('internal', 'The request was taken to be handed over.');

/**
 * Lines on their way through a provider's batch: first as far as the provider's door, and later on from there.
 * @param apart what they are answered with: what a provider said hours ago is nothing to how it does now.
 */
export function createHandedLines(services: HttpServices, apart: Gateway): HandedLines {
  const { newRequestId, gateway } = services;
  const { models } = gateway;
  const wayOf = createLineWays(services);
  const silent: Gateway = { ...apart, events: { request() {}, notice() {} } };

  function answer(endpoint: string, { body }: BatchLine, target: BatchTarget, exchange: HandedExchange, how: How) {
    const { codec, work } = wayOf(endpoint);
    const arrival = new BatchArrival({ requestId: newRequestId(), path: endpoint, codec, body });
    return answerArrival(arrival, how.gateway, { codec, work: handedWork(work, target, exchange) }, how.signal);
  }

  return {
    targetOf(endpoint, { body }) {
      const { work } = wayOf(endpoint);
      try {
        const { targets } = work.resolve(models, work.decodeHead(body).model);
        const [target] = targets;
        return targets.length === 1 && hasBatches(target) && target.batches.isUsed ? target : null;
      } catch {
        // It is told what is wrong with it when it is asked.
        return null;
      }
    },

    target(name) {
      const target = models.target(name) ?? undefined;
      return hasBatches(target) ? target : null;
    },

    async request(endpoint, line, target) {
      const head = wayOf(endpoint).work.decodeHead(line.body);
      // A turn of a conversation has to wait for the one before; another tier than the usual has prices of its own.
      if (head.processing !== 'standard' || (head.state?.conversationId ?? null) !== null) return null;
      let request: HandedRequest | null = null;
      const exchange: HandedExchange = {
        send(taken) {
          request = taken;
          return Promise.reject(captured);
        },
      };
      await answer(endpoint, line, target, exchange, { gateway: silent, signal: new AbortController().signal });
      return request;
    },

    settle: (endpoint, line, target, answered, signal) =>
      answer(endpoint, line, target, { send: async () => answered }, { gateway: apart, signal }),
  };
}

interface How {
  readonly gateway: Gateway;
  readonly signal: AbortSignal;
}

function hasBatches(target: Target | undefined): target is BatchTarget {
  return target?.batches !== undefined;
}
