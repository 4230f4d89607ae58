// `import` of Node's module reads all that it exports, and so loads the client behind `fetch`: 40 ms of a start.
module.exports = process.getBuiltinModule('node:http');
