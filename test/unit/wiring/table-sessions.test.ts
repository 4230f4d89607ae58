import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { durationMs } from '../../../config/duration.ts';
import { homeOfRegion } from '../../../config/home-of-region.ts';
import { homeOfId, homeTag } from '../../../core/sessions/home-of-id.ts';
import { tableSessions } from '../../../wiring/table-sessions.ts';
import { newTurn, says, scope } from '../../contracts/session-store/session-bench.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const place = {
  tableName: 't',
  bucketOf: (region: string) => `bucket-${region}`,
  keepMs: 1000,
  clock: new FakeClock(),
};

describe('sessions of a deployment', () => {
  test('live where they begin, and what follows lives there too', async () => {
    const sessions = tableSessions({ ...place, regions: ['us-east-1', 'eu-west-1'], region: 'eu-west-1' });
    const conversation = sessions.createId('conv');
    expect(homeOfId(conversation)).toBe('euw1');
    expect(homeOfId(sessions.createId('resp', conversation))).toBe('euw1');
    const other = tableSessions({ ...place, regions: ['us-east-1', 'eu-west-1'], region: 'us-east-1' });
    expect(homeOfId(other.createId('resp', conversation))).toBe('euw1');
    expect(homeOfId(other.createId('resp', 'a-name-of-a-client'))).toBeNull();
    expect(homeOfId(other.createId('item', conversation))).toBe('euw1');
    await sessions.close();
    await other.close();
  });

  test.each([
    ['30d', 'content/30d/'],
    ['31d', 'content/90d/'],
  ])('kept for %s have their long content where it is kept as long', async (keep, prefix) => {
    const put: string[] = [];
    // As far as it is asked, both services.
    const server = createServer((request, response) => {
      if (request.method === 'PUT') put.push(request.url ?? '');
      request.resume().on('end', () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    process.env.AWS_ACCESS_KEY_ID ??= 'test';
    process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
    const sessions = tableSessions({
      ...place,
      ...{ regions: ['us-east-1'], region: 'us-east-1', keepMs: durationMs(keep) },
      endpointOf: () => `http://127.0.0.1:${port}`,
    });
    const turn = newTurn(sessions.createId('resp'), null, { input: [says('i', 'x'.repeat(40_000))] });
    await sessions.store.append(scope, turn, null).catch(() => undefined);
    await sessions.close();
    server.closeAllConnections();
    server.close();
    expect(put).toEqual([expect.stringMatching(new RegExp(`^/bucket-us-east-1/${prefix}`))]);
  });

  test('know regions by short names, each by its own', () => {
    const regions = [
      ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1'],
      ...[
        'eu-west-1',
        'eu-west-2',
        'eu-west-3',
        'eu-central-1',
        'eu-central-2',
        'eu-north-1',
        'eu-south-1',
        'eu-south-2',
      ],
      ...[
        'ap-south-1',
        'ap-south-2',
        'ap-southeast-1',
        'ap-southeast-2',
        'ap-southeast-3',
        'ap-southeast-4',
        'ap-east-1',
      ],
      ...[
        'ap-northeast-1',
        'ap-northeast-2',
        'ap-northeast-3',
        'me-south-1',
        'me-central-1',
        'af-south-1',
        'il-central-1',
      ],
      ...['us-gov-east-1', 'us-gov-west-1'],
    ];
    const homes = regions.map(homeOfRegion);
    expect(new Set(homes).size).toBe(regions.length);
    for (const home of homes) expect(home).toMatch(homeTag);
    expect(homeOfRegion('ap-southeast-2')).toBe('apse2');
  });
});
