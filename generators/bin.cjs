#!/usr/bin/env node
// The Node gate. Old syntax on purpose: a Node that is too old must be able to read it and say so.
'use strict';

var parts = process.versions.node.split('.');
var major = Number(parts[0]);
var minor = Number(parts[1]);
var fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;

if (fits) {
  import('./cli.js').then(function (cli) {
    return cli.main(process.argv.slice(2));
  });
} else {
  console.error(
    '  create-ml-product needs Node 20.19, 22.13, 24 or newer; this is ' + process.versions.node + '. Get one from https://nodejs.org',
  );
  process.exit(1);
}
