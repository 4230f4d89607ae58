import { afterEach, expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { expectWhole } from './expect-got.ts';
import { chat, type FaultGateway, startFaultGateway } from './fault-gateway.ts';
import { tide } from './replies.ts';

let running: FaultGateway | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

test.each([true, false])(
  'a target that hangs does not use up the time of the call while another remains (streamed: %p)',
  async (stream) => {
    const timeouts = { connectMs: 3000, firstTokenMs: 20_000, idleMs: 20_000, answerMs: 20_000, totalMs: 1500 };
    running = await startFaultGateway({ targets: { first: {}, second: {} }, resilience: { retries: 0, timeouts } });
    running.upstream('first').play(chat.breakAfter(tide, 0, 'stall'));
    running.upstream('second').play(chat.answer(tide));
    expectWhole(await ask(running.url, { stream }), tide);
    expect(running.lastEvent()).toMatchObject({
      attempts: [{ outcome: 'timeout', message: expect.stringContaining('half of what timeouts.totalMs leaves') }, {}],
    });
  },
);
