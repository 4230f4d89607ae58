/**
 * How many targets each table remembers, about 10 MB when full. More than are in use at a time; but clients may ask a
 * provider for any model id, so their number is theirs to choose.
 */
export const maxTargets = 16_384;
