// guardNode.cjs PROGRAM [END]: runs a program that nobody has read. Node's permission model keeps it
// off files, processes and threads; here the network is taken away, on systems that don't do it
// themselves. END is printed when the program was run to its end.
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const Module = require('node:module');
const console = require('node:console');
const net = require('node:net');
const process = require('node:process');
const { isDeepStrictEqual } = require('node:util');

const [program, end] = process.argv.slice(2);
const refuse = () => {
  throw new Error('The network is out of bounds.');
};
net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
dgram.Socket.prototype.bind = refuse;
dgram.Socket.prototype.send = refuse;
dgram.Socket.prototype.connect = refuse;
for (const resolver of [dns, dns.promises]) {
  for (const name of Object.keys(resolver)) {
    if (/^(?:lookup|resolve|reverse)/.test(name)) resolver[name] = refuse;
  }
}
process.dlopen = refuse;
process.binding = refuse;
process.kill = refuse;

// In Node a failed assertion of the console is only printed.
console.assert = (condition, ...message) => {
  if (!condition) throw new Error(['assert', ...message].join(' '));
};
// Some suites compare by lodash; of that one function will do.
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'lodash' ? { isEqual: isDeepStrictEqual } : load.call(this, request, ...rest);
};

const say = process.stdout.write.bind(process.stdout);
process.argv = [process.argv[0], program];
// A `return` outside of functions ends a program early, and without an error.
let isAtEnd = false;
globalThis[`end${end}`] = () => {
  isAtEnd = true;
};
require(program);
// In order, behind what the program printed and the pipe hasn't taken yet.
if (end !== undefined && isAtEnd) say(end);
