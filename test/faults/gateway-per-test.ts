import { afterEach } from '@jest/globals';
import { type FaultGateway, type FaultGatewayOptions, startFaultGateway } from './fault-gateway.ts';

/**
 * Starts fault gateways that are closed when the test that started them is over. Called at the top of a test file.
 * @param usual `resilience` of all of them, where a test says nothing else; without it no call is repeated at its target.
 */
export function gatewayPerTest(usual: Readonly<Record<string, unknown>> = { retries: 0 }) {
  const running: FaultGateway[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gateway) => gateway.close()));
  });
  return async (
    targets: FaultGatewayOptions['targets'],
    resilience: Readonly<Record<string, unknown>> = {},
    more: Pick<FaultGatewayOptions, 'route' | 'apart'> = {},
  ): Promise<FaultGateway> => {
    const gateway = await startFaultGateway({ targets, resilience: { ...usual, ...resilience }, ...more });
    running.push(gateway);
    return gateway;
  };
}
