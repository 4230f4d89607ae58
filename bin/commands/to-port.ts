import { InvalidArgumentError } from 'commander';

/** Reads a port from the command line; one to listen on may be 0, which takes any free one. */
export function toPort(lowest: 0 | 1): (text: string) => number {
  return (text) => {
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port >= lowest && port <= 65_535) return port;
    throw new InvalidArgumentError(`Expected a port number from ${lowest} to 65535.`);
  };
}
