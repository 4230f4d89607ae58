/** Where `npm run test:aws` has started MiniStack, or why it could not. */
export type MiniStack = { readonly url: string } | { readonly missing: string };

const account = '123456789012';
const region = 'us-east-1';

export function findMiniStack(): MiniStack {
  const { CATO_MINISTACK_URL: url, CATO_MINISTACK_MISSING: missing = 'npm run test:aws starts it' } = process.env;
  return url ? { url } : { missing };
}

/** The key id is the account there: each has tables, functions and stacks of its own. */
export function miniStackPlace(url: string, of = account) {
  return { region, endpoint: url, credentials: { accessKeyId: of, secretAccessKey: 'x' }, forcePathStyle: true };
}

/** For programs that read AWS's own variables. */
export function miniStackVariables(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** A plain call of a service that no client is installed for; signatures are not looked at there. @returns the body. */
export async function askMiniStack(url: string, service: string, path: string, form?: Record<string, string>) {
  const response = await fetch(`${url}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=x`,
    },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${text}`);
  return text;
}
