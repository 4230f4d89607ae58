import { afterEach, beforeEach } from '@jest/globals';
import { Secret } from '../../../core/access/secret.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import type { ChatModelHarness, RunningModel } from './chat-model-harness.ts';

/** No provider's shape of a key: only the adapter itself can know it for a secret. */
export const contractKey = 'tide.4f9a27c1d0b8e3';

/** An upstream and a model that asks it, fresh for each test. */
export interface ContractBench {
  readonly upstream: ScriptedUpstream;
  readonly model: RunningModel['model'];
}

/** Call inside a `describe`. */
export function useContractBench(harness: ChatModelHarness): ContractBench {
  let upstream: ScriptedUpstream | null = null;
  let running: RunningModel | null = null;
  beforeEach(async () => {
    upstream = await startScriptedUpstream();
    running = harness.createModel(upstream.url, new Secret(contractKey));
  });
  afterEach(async () => {
    await running?.close();
    await upstream?.close();
  });
  return {
    get upstream() {
      return present(upstream);
    },
    get model() {
      return present(running).model;
    },
  };
}

/** The body of a fixture as one piece of bytes. */
export function bodyBytes({ body = '' }: ScriptedAnswer): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  throw new Error('a fixture whose body is a script');
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('the bench is there in tests only');
  return value;
}
