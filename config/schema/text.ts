import { z } from 'zod';
import { awsRegionPattern } from '../aws-region.ts';
import { baseUrlFault } from '../base-url.ts';
import { googleLocationPattern } from '../google-names.ts';
import { proxyFault } from '../proxy-fault.ts';

const referencePattern = /^(?:env|file|secret|ssm):/;

/** Text that is taken as it is. A reference to a secret would be taken literally here, so it is refused. */
export const plainText = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !referencePattern.test(text), 'references such as `env:NAME` work in `apiKey` only');

/** Text that may also be taken from the environment: `env:NAME`. */
export const plainTextOrVariable = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => !/^(?:file|secret|ssm):/.test(text), 'expected text, or `env:NAME`');

/** Names of beta flags, or their beginnings before a `*`. */
export const betaFlags = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z0-9._-]*\*?$/, 'expected the name of a flag, or its beginning and `*`')
      .min(1)
      .max(100),
  )
  .max(100);

/** A provider's address. */
export const baseUrl = z.string().check((context) => {
  const fault = referencePattern.test(context.value)
    ? 'references such as `env:NAME` work in `apiKey` only'
    : baseUrlFault(context.value);
  if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: context.value });
});

/** A proxy's address: in the file without a password. */
export const proxyText = z.string().check((context) => {
  const { value } = context;
  if (value === 'none' || value.startsWith('env:')) return;
  const message = referencePattern.test(value)
    ? 'expected `http://host:port`, `env:NAME` or `none`'
    : proxyFault(value);
  if (message !== null) context.issues.push({ code: 'custom', message, input: value });
});

export const awsRegion = z.string().regex(awsRegionPattern, 'expected an AWS region such as us-east-1');

export const googleLocation = z
  .string()
  .regex(googleLocationPattern, 'expected a Vertex AI location: a region such as us-central1, us, eu or global');
