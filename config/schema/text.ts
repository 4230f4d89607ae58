import { z } from 'zod';
import { awsRegionPattern } from '../aws-region.ts';
import { baseUrlFault } from '../base-url.ts';

const referencePattern = /^(?:env|file|secret|ssm):/;

/** Text that is taken as it is. A reference to a secret would be taken literally here, so it is refused. */
export const plainText = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !referencePattern.test(text), 'references such as `env:NAME` work in `apiKey` only');

/** A provider's address. */
export const baseUrl = z.string().check((context) => {
  const fault = referencePattern.test(context.value)
    ? 'references such as `env:NAME` work in `apiKey` only'
    : baseUrlFault(context.value);
  if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: context.value });
});

export const awsRegion = z.string().regex(awsRegionPattern, 'expected an AWS region such as us-east-1');
