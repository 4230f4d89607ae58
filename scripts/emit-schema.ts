import { writeFileSync } from 'node:fs';
import { catoJsonSchema } from '../config/schema/json-schema.ts';

// Writes cato.schema.json, which editors read to check and complete cato.yaml.
writeFileSync(new URL('../cato.schema.json', import.meta.url), catoJsonSchema());
