/** All of Google Cloud; what the account may do there is decided by its roles. */
export const cloudScope = 'https://www.googleapis.com/auth/cloud-platform';
export const googleTokenUrl = 'https://oauth2.googleapis.com/token';
export const formHeaders = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
