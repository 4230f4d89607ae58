import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBridgedProviders, loadProviderPresets } from '../config/provider-presets.ts';
import { providersDocument } from './import-providers/providers-document.ts';

const text = providersDocument(loadProviderPresets(), loadBridgedProviders());
writeFileSync(join(import.meta.dirname, '../docs/providers.md'), text);
