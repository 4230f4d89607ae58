// Takes the place of the one native part of AWS's runtime client, its transport; all the rest stays AWS's own code.
import Module from 'node:module';

// By `import` it would load the client behind `fetch` too, which the native transport does not.
const http = process.getBuiltinModule('node:http');

const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function post(path, body, headers = {}) {
  const own = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers };
  http.request(base + path, { method: 'POST', agent, headers: own }, (response) => response.resume()).end(body);
}

const client = {
  initializeClient() {},
  next() {
    throw new Error('the client in JavaScript is asked for');
  },
  done: (id, body) => post(`${id}/response`, body),
  // As the native transport sends it, byte by byte; a name or a message may hold any character.
  error: (id, body, cause) =>
    post(`${id}/error`, body, {
      'lambda-runtime-function-xray-error-cause': Buffer.from(cause).toString('latin1'),
    }),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request.endsWith('rapid-client.node') ? client : load.call(this, request, ...rest);
};
