/** How many targets each table remembers: more than any configuration names, about 10 MB when full. */
export const maxTargets = 16_384;
