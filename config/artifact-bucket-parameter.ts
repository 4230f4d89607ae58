/** Where a deployment writes down, in each region, the name of the bucket of that region: a parameter of Parameter Store. */
export function artifactBucketParameter(prefix: string): string {
  return `/${prefix}/artifact-bucket`;
}
