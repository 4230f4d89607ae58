/**
 * The name of a region's bucket for content. Every region reads those of the others, for a session's content lies where
 * the session's home is; so it cannot be chosen by CloudFormation.
 * @param account a token is fine.
 */
export function artifactBucketName(prefix: string, account: string, region: string): string {
  return `${prefix}-artifacts-${account}-${region}`;
}

/** The bucket of another region, by the name of one region's. */
export function artifactBucketOf(region: string, own: { readonly name: string; readonly region: string }): string {
  return own.name.slice(0, own.name.length - own.region.length) + region;
}
