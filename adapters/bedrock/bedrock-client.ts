import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { type SdkClientOptions, sdkClientSettings } from '../aws-sdk/sdk-client-settings.ts';

/** A Bedrock client; without fixed credentials `AWS_BEARER_TOKEN_BEDROCK` comes first. The first call loads the SDK. */
export async function createBedrockClient(options: SdkClientOptions): Promise<BedrockRuntimeClient> {
  const [{ BedrockRuntimeClient }, settings] = await Promise.all([
    import('@aws-sdk/client-bedrock-runtime'),
    sdkClientSettings(options),
  ]);
  return new BedrockRuntimeClient({
    ...settings,
    // Without the preference a bearer token in the environment would win over credentials given here.
    ...(settings.credentials && { authSchemePreference: ['sigv4'] }),
  });
}
