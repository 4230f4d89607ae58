import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import type { Load } from '../load.ts';
import { priceLine } from '../price-line.ts';
import { hoursPerMonth, type Volume } from '../volume.ts';

const gb = 1024 ** 3;
/** Of a streamed answer that API Gateway counts as one request. */
const bytesPerCountedRequest = 10 * 1024 ** 2;

/** Bytes of one answer on the wire. */
function answerBytes({ outputTokens, assumptions }: Load): number {
  return outputTokens * assumptions.bytesPerOutputToken + assumptions.bytesPerAnswer;
}

/** What stands between clients and the gateway, and what goes out through it. */
export function frontLines(
  { compute, gateway, regions }: DeploySettings,
  load: Load,
  volume: Volume,
): readonly CostLine[] {
  const component = 'front door';
  const { requests } = volume;
  const bytes = answerBytes(load);
  const counted = Math.ceil(bytes / bytesPerCountedRequest);
  const outGb = (requests * bytes) / gb;
  const firewall = gateway.waf === null ? [] : firewallLines(regions.length, requests);
  return [
    priceLine({
      component,
      item: 'API Gateway, requests',
      price: 'api-requests',
      quantity: (requests * counted) / 1e6,
      how: `${figure(requests)} requests × ${counted} (answers of ${figure(bytes)} bytes, one for each 10 MB)`,
    }),
    ...(compute === 'lambda' ? [] : balancerLines(regions.length, load, volume, outGb)),
    priceLine({
      component,
      item: 'Data to the internet',
      price: 'internet-out',
      quantity: outGb,
      how: `${figure(requests)} answers × ${figure(bytes)} bytes`,
    }),
    ...firewall,
  ];
}

function balancerLines(
  regions: number,
  { assumptions }: Load,
  { meanRps, meanConcurrent }: Volume,
  outGb: number,
): readonly CostLine[] {
  const component = 'front door';
  const perSecond = meanRps * assumptions.newConnectionsPerRequest;
  const units = Math.max(perSecond / 25, meanConcurrent / 3_000, outGb / hoursPerMonth);
  return [
    priceLine({
      component,
      item: 'Load balancer, hours',
      price: 'balancer-hours',
      quantity: regions * hoursPerMonth,
      how: `${regions} × ${hoursPerMonth} hours`,
    }),
    priceLine({
      component,
      item: 'Load balancer, capacity',
      price: 'balancer-units',
      quantity: units * hoursPerMonth,
      how: `${hoursPerMonth} hours × the largest of ${figure(perSecond)}/25 new connections, ${figure(meanConcurrent)}/3,000 open ones, ${figure(outGb / hoursPerMonth)} GB/h`,
    }),
    priceLine({
      component,
      item: "Load balancer, API Gateway's link to it",
      price: 'link-hours',
      quantity: regions * hoursPerMonth,
      how: `${regions} × ${hoursPerMonth} hours`,
    }),
  ];
}

/** Two rules: the rate of an address, and AWS's list of known bad ones. */
const rules = 2;

function firewallLines(regions: number, requests: number): readonly CostLine[] {
  const component = 'front door';
  return [
    priceLine({
      component,
      item: 'Firewall',
      price: 'firewalls',
      quantity: regions,
      how: `one in each of ${regions} regions`,
    }),
    priceLine({
      component,
      item: 'Firewall, rules',
      price: 'firewall-rules',
      quantity: regions * rules,
      how: `${regions} × ${rules} rules`,
    }),
    priceLine({
      component,
      item: 'Firewall, requests',
      price: 'firewall-requests',
      quantity: requests / 1e6,
      how: `${figure(requests)} requests`,
    }),
  ];
}
