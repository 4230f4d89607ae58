import { z } from 'zod';
import { catoConfigSchema } from './cato-config.ts';

const changeNotes: Readonly<Record<string, string>> = {
  deploy: 'A change needs a deployment.',
  live: 'May change while running.',
};

/** The schema for editors, as the text of `cato.schema.json`. */
export function catoJsonSchema(): string {
  const schema = z.toJSONSchema(catoConfigSchema.meta({ title: 'Configuration of Cato' }), {
    // The draft that editors' YAML support knows best.
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      const { change, description } = jsonSchema;
      if (typeof change !== 'string') return;
      delete jsonSchema.change;
      jsonSchema.description = `${description} ${changeNotes[change]}`;
    },
  });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
