import type { BridgeablePackage } from './bridgeable-packages.ts';
import type { OwnPackage } from './own-packages.ts';
import { type ProviderFact, usableBaseUrl } from './provider-fact.ts';

const addressPattern = /\b(?:default)?base_?url\b[^;\n"]{0,120}(?:"[^"]{0,40}"[^;\n"]{0,40})?"(https:\/\/[^"]+)"/gi;
const nullishPattern = /_a : "(https:\/\/[^"]+)"/g;
const keyPattern = /environmentVariableName: "([A-Z0-9_]+_API_KEY)"/g;

/** What a provider's own package says of it. @throws Error when it does not say it in one voice. */
export function ownPackageFacts(own: OwnPackage, pinned: BridgeablePackage, code: string): ProviderFact {
  const packageId = `${pinned.name}@${pinned.version}`;
  const addresses = [...code.matchAll(addressPattern), ...code.matchAll(nullishPattern)].flatMap(
    (match) => match[1] ?? [],
  );
  const chat = shortest(new Set(addresses.map((address) => address.replace(/\/+$/, ''))));
  const keys = new Set([...code.matchAll(keyPattern)].flatMap((match) => match[1] ?? []));
  if (chat === null || keys.size !== 1 || (!code.includes('/chat/completions') && !code.includes('OpenAICompatible'))) {
    throw new Error(`${packageId}: ${addresses.length} addresses, ${keys.size} key variables`);
  }
  return {
    name: own.preset,
    displayName: null,
    baseUrl: usableBaseUrl(chat + own.below),
    keyVariables: [...keys],
    quirks: {},
    source: { package: packageId, path: pinned.path },
  };
}

/** The address that all the others stand below; `null` when there is none. */
function shortest(addresses: ReadonlySet<string>): string | null {
  const [first] = [...addresses].sort((a, b) => a.length - b.length);
  return first !== undefined && [...addresses].every((address) => address.startsWith(first)) ? first : null;
}
