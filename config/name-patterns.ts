/** A provider's name is the first part of `provider/model`, so it holds no slash. */
export const providerNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Targets' and routes' names travel as `model` in requests and in headers. */
export const targetNamePattern = /^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,127}$/;

/** Like a target's, and `*` stands for any text. */
export const routeNamePattern = /^[A-Za-z0-9*][A-Za-z0-9._:@/+*-]{0,127}$/;

/** How long a provider's prompt cache keeps what was written, in minutes or hours. */
export const cacheTimePattern = /^\d{1,4}[mh]$/;
