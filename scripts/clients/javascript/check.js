import assert from 'node:assert/strict';

/** What `run.ts` tells a client program; see `bed.ts`. */
const { CATO_URL, CATO_KEY, CATO_MODELS, CATO_CONTROL, CATO_SAID } = process.env;

export const url = CATO_URL;
export const apiKey = CATO_KEY;
export const said = JSON.parse(CATO_SAID);
export const port = { type: 'object', properties: { port: { type: 'string' } }, required: ['port'] };
export const tide = {
  type: 'object',
  properties: { port: { type: 'string' }, height: { type: 'number' } },
  required: ['port', 'height'],
  additionalProperties: false,
};
/** A PNG of one pixel, 70 bytes, and how the scripted model describes it. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const pixelSeen = `Images: image/png ${Buffer.from(pixel, 'base64').length}`;

/** What the model says after a tool turn with thinking: Anthropic's must get its signature back, others have none. */
export const thoughtKept = (vendor) => `Signatures: ${vendor === 'anthropic' ? said.signature : ''}`;

const boundMs = 15_000;

/** Runs the checks of a client against both vendors' models; says each outcome in a line of JSON. */
export async function runChecks(checksOf) {
  for (const [vendor, model] of Object.entries(JSON.parse(CATO_MODELS))) {
    for (const [capability, check] of Object.entries(checksOf({ vendor, model }))) {
      let problem = null;
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no end')), boundMs).unref());
      try {
        await Promise.race([check(), late]);
      } catch (error) {
        problem = String(error?.message ?? error).slice(0, 600);
      }
      process.stdout.write(`${JSON.stringify({ vendor, capability, problem })}\n`);
    }
  }
  process.exit(0);
}

/** After the client has left: the provider must have noticed within a second. */
export async function assertLeft(vendor) {
  const { left } = await (await fetch(`${CATO_CONTROL}/?vendor=${vendor}`)).json();
  assert.ok(left, 'the provider is still answering');
}

/** Awaits a rejection and gives its error. */
export async function thrownBy(promise) {
  const outcome = await Promise.resolve(promise).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  assert.ok('error' in outcome, `no error, but ${JSON.stringify(outcome.value)?.slice(0, 200)}`);
  return outcome.error;
}

export { assert };
