import { type SourceRow, textOf } from './source-row.ts';

/** Whose model a source row is, by Cato's names. */
export interface RowPlace {
  readonly provider: string;
  readonly id: string;
  readonly region?: string;
}

const regionName = /^[a-z]{2}(-gov)?-[a-z]+-\d$/;

/** Models whose product is not text, whatever their mode says. */
const notText =
  /audio|realtime|image|tts|moderation|transcribe|live|lyria|omni|robotics|pegasus|container|computer-use/;

/** `null` = a row that Cato has no use for: another provider or mode, retired, or a template. */
export function placeRow(key: string, row: SourceRow, asOf: string): RowPlace | null {
  const mode = textOf(row, 'mode');
  if (mode !== 'chat' && mode !== 'responses') return null;
  const retires = textOf(row, 'deprecation_date');
  if (retires !== null && retires < asOf) return null;
  if (key.startsWith('ft:') || notText.test(key)) return null;
  const provider = textOf(row, 'litellm_provider') ?? '';
  if (provider === 'openai' || provider === 'anthropic' || provider === 'gemini') {
    const id = key.startsWith(`${provider}/`) ? key.slice(provider.length + 1) : key;
    return { provider, id };
  }
  if (provider === 'bedrock' || provider === 'bedrock_converse') return placeOnBedrock(key);
  if (provider.startsWith('vertex_ai')) return placeOnVertex(key);
  return null;
}

/** `us.vendor.model`, `bedrock/us.vendor.model` or `bedrock/us-east-1/vendor.model`; commitments and other hosts are left out. */
function placeOnBedrock(key: string): RowPlace | null {
  const parts = key.split('/');
  if (parts.length > 1 && parts[0] !== 'bedrock') return null;
  const id = parts.at(-1) ?? '';
  if (!/^([a-z-]+\.)?[a-z0-9]+\.[^@]+$/.test(id)) return null;
  if (parts.length <= 2) return { provider: 'bedrock', id };
  const region = parts[1] ?? '';
  return parts.length === 3 && regionName.test(region) ? { provider: 'bedrock', id, region } : null;
}

function placeOnVertex(key: string): RowPlace | null {
  const id = key.startsWith('vertex_ai/') ? key.slice('vertex_ai/'.length) : key;
  return /^(gemini|claude)-/.test(id) ? { provider: 'vertexai', id } : null;
}
