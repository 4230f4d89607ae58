import { awsPrices } from '../../../config/aws-price.ts';
import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import { hostedInstances } from '../hosted-instances.ts';
import type { Load } from '../load.ts';
import { priceLine } from '../price-line.ts';
import { hoursPerMonth, type Volume } from '../volume.ts';

/** Models that the deployment hosts itself, in its home region. */
export function hostedLines(deploy: DeploySettings, load: Load, volume: Volume): readonly CostLine[] {
  const instances = hostedInstances(deploy, load, volume.meanRps, volume.answerSeconds);
  return instances.map(({ name, instanceType, count, how }) => {
    const hours = count * hoursPerMonth;
    const told = `${figure(count)} instances (${how}) × ${hoursPerMonth} hours`;
    if (awsPrices.some(({ id }) => id === instanceType)) {
      return priceLine({
        component: 'hosted models',
        item: `SageMaker, ${name}`,
        price: instanceType,
        quantity: hours,
        how: told,
      });
    }
    return {
      component: 'hosted models',
      item: `SageMaker, ${name}`,
      quantity: hours,
      unit: 'instance-hour',
      how: told,
      usd: null,
      usdPerUnit: null,
      price: {
        id: instanceType,
        source: 'https://aws.amazon.com/sagemaker/pricing/',
        asOf: 'unknown',
        isVerified: false,
      },
    };
  });
}
