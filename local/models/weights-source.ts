import type { KnownSource, KnownWeights } from '../../config/known-weights-row.ts';
import { WrongUseError } from '../../wiring/weights/weights-error.ts';

/** Where weights are brought from. */
export type WeightsSource =
  | { readonly kind: 'known'; readonly source: KnownSource }
  | { readonly kind: 'pip'; readonly package: string; readonly version: string | null }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'local'; readonly path: string };

const knownKinds = ['pip', 'hub', 'archive'] as const;

/**
 * The sources to try, in order.
 * @param from the operator's word: a file or folder, an address, `pip:PACKAGE[==VERSION]`, the kind of a known source;
 *   `null` = every known source.
 * @throws WeightsError when it names none.
 */
export function chooseSources(row: KnownWeights | null, from: string | null): readonly WeightsSource[] {
  if (from === null || knownKinds.some((kind) => kind === from)) {
    const sources = (row?.sources ?? []).filter(({ kind }) => from === null || kind === from);
    if (sources.length > 0) return sources.map((source) => ({ kind: 'known', source }));
    const kinds = [...new Set(row?.sources.map(({ kind }) => kind))].join(', ');
    throw new WrongUseError(
      row === null ? `\`--from ${from}\` is for known names only.` : `${row.name} is to be had from: ${kinds}.`,
    );
  }
  if (/^https?:/i.test(from)) {
    if (!URL.canParse(from)) throw new WrongUseError(`${from} is no address.`);
    return [{ kind: 'url', url: from }];
  }
  if (!from.startsWith('pip:')) return [{ kind: 'local', path: from }];
  const [, name, version] = /^pip:([A-Za-z0-9][\w.-]*)(?:==([\w.!+-]+))?$/.exec(from) ?? [];
  if (name === undefined) throw new WrongUseError(`${from}: expected \`pip:PACKAGE\` or \`pip:PACKAGE==VERSION\`.`);
  const known = row?.sources.find(
    (source) =>
      source.kind === 'pip' && source.package === name.toLowerCase() && (version ?? source.version) === source.version,
  );
  return [
    known === undefined ? { kind: 'pip', package: name, version: version ?? null } : { kind: 'known', source: known },
  ];
}

/** A source in words. */
export function describeSource(source: WeightsSource): string {
  switch (source.kind) {
    case 'local':
      return source.path;
    case 'url': {
      const { host, pathname } = new URL(source.url);
      return `${host}${pathname}`;
    }
    case 'pip':
      return `the Python package ${source.package}${source.version === null ? '' : ` ${source.version}`}`;
    case 'known':
      return describeKnown(source.source);
  }
}

function describeKnown(source: KnownSource): string {
  if (source.kind === 'pip') return `the Python package ${source.package} ${source.version}`;
  if (source.kind === 'hub') return `the model hub's ${source.repository}`;
  return `an archive at ${new URL(source.url).host}`;
}
