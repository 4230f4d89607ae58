// The parts of undici that are used, by their files: its own entry loads all the rest as well, half of a function's code.
import * as errors from '../../node_modules/undici/lib/core/errors.js';
import Pool from '../../node_modules/undici/lib/dispatcher/pool.js';
import ProxyAgent from '../../node_modules/undici/lib/dispatcher/proxy-agent.js';

export { errors, Pool, ProxyAgent };
