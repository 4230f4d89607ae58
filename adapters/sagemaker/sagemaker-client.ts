import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { type SdkClientOptions, sdkClientSettings } from '../aws-sdk/sdk-client-settings.ts';

/** A SageMaker client. The first call loads the SDK. */
export async function createSageMakerClient(options: SdkClientOptions): Promise<SageMakerRuntimeClient> {
  const [{ SageMakerRuntimeClient }, settings] = await Promise.all([
    import('@aws-sdk/client-sagemaker-runtime'),
    sdkClientSettings(options),
  ]);
  return new SageMakerRuntimeClient(settings);
}
