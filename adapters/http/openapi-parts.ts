/** Pieces that several paths of the API's description are made of. */
export const anyObject = { type: 'object', additionalProperties: true };

export const text = { type: 'string' };
export const flag = { type: 'boolean' };
export const integer = { type: 'integer' };
export const number = { type: 'number' };

/** What every request for an answer says first. */
export const askedModel = { ...text, description: 'A route, a target, `provider/model`, or a known model id.' };

export const json = (schema: unknown): { readonly 'application/json': unknown } => ({ 'application/json': { schema } });

export const ok = (content: unknown): unknown => ({ description: 'OK', content });

export const error = (description: string): unknown => ({
  description,
  content: json({ $ref: '#/components/schemas/Error' }),
});

/** What any path may answer before anything else is looked at. */
export const pathErrors = {
  400: error('The request is malformed, or has an unknown `x-cato-` header (`param` names it).'),
  403: error('The request comes from another machine and no key is configured.'),
  405: error('The path takes another method; the header `allow` names it.'),
};

export const guardErrors = { ...pathErrors, 401: error('The key is missing or not valid.') };

export const pathParameter = (name: string): unknown => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
});

export const idempotencyKey = {
  name: 'idempotency-key',
  in: 'header',
  description: 'An equal request with the same key is given the same answer for a day.',
  schema: { type: 'string' },
};
/** What a path that takes an idempotency key may answer. */
export const keyErrors = { 409: error('The idempotency key is in use, or belongs to another request.') };
