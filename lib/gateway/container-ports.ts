/** Where a task listens. */
export const gatewayPort = 8080;
/** Where the load balancer listens, inside the network only. */
export const listenerPort = 80;
