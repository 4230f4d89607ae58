// undici and the AWS SDK load HTTP/2 where they are loaded, 30 ms of a start; here they are told to speak HTTP/1.1.
module.exports = { constants: {} };
