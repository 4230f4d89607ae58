/** What holds until somebody rolls out other flags: everything is on. */
export const firstFlags = { use_new_orchestrator: { percentage: 100 } };

/**
 * What AppConfig takes as flags: by name, for which share of principals it is on. `enabled: false` turns one off
 * whatever its share. AppConfig checks documents of its free form against draft 4.
 */
export const flagsSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: Object.keys(firstFlags),
  additionalProperties: {
    type: 'object',
    required: ['percentage'],
    additionalProperties: false,
    properties: { percentage: { type: 'number', minimum: 0, maximum: 100 }, enabled: { type: 'boolean' } },
  },
};
