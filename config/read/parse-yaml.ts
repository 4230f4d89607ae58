import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { checkDocument } from './check-document.ts';
import type { Finding } from './finding.ts';
import { locate, type Position } from './locate.ts';

/** What is read of a text before its meaning is looked at. */
export interface ParsedYaml {
  /** Plain data; `undefined` when the text is too broken to look at its meaning. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Where a finding stands in the text. */
  position(finding: Finding): Position;
}

// Real configurations share a handful of blocks; thousands of aliases are an attack on memory.
const maxAliases = 100;

/** Reads YAML 1.2 with merge keys. Tags, several documents and excessive aliases are refused. Never throws. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  let document: Document.Parsed | null = null;
  const position = (finding: Finding) => locate(document, lines, finding);
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      logLevel: 'error',
      merge: true,
      prettyErrors: false,
      resolveKnownTags: false,
      schema: 'core',
      // Checked in checkDocument: here it would compare every key with every other.
      uniqueKeys: false,
    });
    const check = checkDocument(document, maxAliases);
    const findings = [...syntaxFindings([...document.errors, ...document.warnings]), ...check.findings];
    const isReadable = document.errors.length === 0 && check.isConvertible;
    return { value: isReadable ? document.toJS({ maxAliasCount: maxAliases }) : undefined, findings, position };
  } catch {
    // What is thrown may quote the text, so its words are not repeated.
    const message = document === null ? 'cannot be read' : 'cannot be read: aliases used too often';
    return { value: undefined, findings: [syntaxError(0, message)], position };
  }
}

/** One finding for each fault, but only one for the nesting, which fails anew on every level. */
function syntaxFindings(faults: readonly YAMLError[]): Finding[] {
  const isNesting = (fault: YAMLError) => fault.code === 'RESOURCE_EXHAUSTION';
  const firstNesting = faults.find(isNesting);
  return faults.filter((fault) => !isNesting(fault) || fault === firstNesting).map(syntaxFinding);
}

function syntaxFinding(fault: YAMLError): Finding {
  return syntaxError(fault.pos[0], syntaxMessages[fault.code] ?? `is not valid YAML: ${fault.message}`);
}

function syntaxError(offset: number, message: string): Finding {
  return { level: 'error', path: [], at: 'value', offset, message };
}

/** Where the parser's own message is unhelpful, or quotes the text, which may be a secret. */
const syntaxMessages: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'is not valid YAML: an alias or anchor without a proper name',
  BAD_DIRECTIVE: 'is not valid YAML: a `%` directive that is not understood',
  BAD_DQ_ESCAPE: 'is not valid YAML: an escape with `\\` that does not exist; use single quotes for plain text',
  BLOCK_AS_IMPLICIT_KEY: 'is not valid YAML: `: ` inside a value; put the value in quotes',
  MULTIPLE_DOCS: 'is more than one document; remove the line `---`',
  RESOURCE_EXHAUSTION: 'cannot be read: nested too deeply',
  TAG_RESOLVE_FAILED: 'tags such as `!env` are not supported; secrets are written as `env:NAME`',
  UNEXPECTED_TOKEN: 'is not valid YAML: this does not belong here',
};
