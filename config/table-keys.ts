/**
 * Attribute names that every table has. Items that belong together share a partition; what has expired is deleted some
 * time after `timeToLive`, in seconds since the epoch, so readers look at it as well.
 */
export const tableKeys = { partition: 'pk', sort: 'sk', timeToLive: 'expiresAt' } as const;
