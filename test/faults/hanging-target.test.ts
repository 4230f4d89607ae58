import { expect, test } from '@jest/globals';
import { ask } from './ask.ts';
import { expectWhole } from './expect-got.ts';
import { chat } from './fault-gateway.ts';
import { gatewayPerTest } from './gateway-per-test.ts';
import { tide } from './replies.ts';

const start = gatewayPerTest();

test.each([true, false])(
  'a target that hangs does not use up the time of the call while another remains (streamed: %p)',
  async (stream) => {
    const timeouts = { connectMs: 3000, firstTokenMs: 20_000, idleMs: 20_000, answerMs: 20_000, totalMs: 1500 };
    const { url, upstream, lastEvent } = await start({ first: {}, second: {} }, { timeouts });
    upstream('first').play(chat.breakAfter(tide, 0, 'stall'));
    upstream('second').play(chat.answer(tide));
    expectWhole(await ask(url, { stream }), tide);
    expect(lastEvent()).toMatchObject({
      attempts: [{ outcome: 'timeout', message: expect.stringContaining('half of what timeouts.totalMs leaves') }, {}],
    });
  },
);
