/**
 * What the gateway in a container gives running streams once it is told to end, milliseconds. AWS Fargate ends it two
 * minutes after telling it, and the load balancer has waited a quarter of an hour before.
 */
export const containerDrainMs = 110_000;
