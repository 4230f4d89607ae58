/** What holds until somebody rolls out other flags: everything is on, for everybody. */
export const firstFlags = {
  use_new_orchestrator: { percentage: 100 },
  background_answers: { enabled: true },
  stream_recovery: { enabled: true },
};

const share = {
  type: 'object',
  required: ['percentage'],
  additionalProperties: false,
  properties: { percentage: { type: 'number', minimum: 0, maximum: 100 }, enabled: { type: 'boolean' } },
};

const onOff = {
  type: 'object',
  required: ['enabled'],
  additionalProperties: false,
  properties: { enabled: { type: 'boolean' } },
};

/**
 * What AppConfig takes as flags: the share of principals that one is on for, and what is switched on or off for
 * everybody. All of them: one that is left out would be back at its default without anybody having said so. AppConfig
 * checks documents of its free form against draft 4.
 */
export const flagsSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: Object.keys(firstFlags),
  additionalProperties: false,
  properties: { use_new_orchestrator: share, background_answers: onOff, stream_recovery: onOff },
};
