// Node loads this before a program, under `stillweb run`: connections of the program end at the interceptor on loopback. Names of
// hosts are not resolved, and no packet leaves. The rules are those of destination.ts; the settings are written by
// environment.ts. It is loaded by `--require`, which worker threads and older versions of Node know as well.
'use strict';
const childProcess = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');
const { hostname } = require('node:os');
const { delimiter } = require('node:path');
const { promisify } = require('node:util');
const threads = require('node:worker_threads');

const VARIABLE = 'INTERCEPTED_BY_STILLWEB';
/** Every name gets this address. See sitecustomize.py. */
const STAND_IN = '192.88.99.1';
const LOOPBACK = '127.0.0.1';
const WEB_PORTS = new Set([80, 443]);
const OWN_NAMES = new Set(['', 'localhost', 'ip6-localhost', 'ip6-loopback', '::', '::1', '0.0.0.0']);

if (process.env[VARIABLE] !== undefined) {
  const settings = readSettings(process.env[VARIABLE]);
  guardConnections(settings);
  guardNames(settings);
  guardDatagrams(settings);
  guardProcesses(settings);
  syncBuiltinESMExports();
}

function readSettings(text) {
  const [port, , refusals, pythonFolder, nodeModule, variables, ...allowed] = text.split('\n');
  return {
    port: Number(port),
    refusals,
    pythonFolder,
    nodeModule,
    variables: variables.split(','),
    allowed: new Set(allowed),
    ownHostname: hostname().toLowerCase(),
    /** Names of hosts that are let through, by the addresses that were found for them. */
    passing: new Map(),
  };
}

function plainName(host) {
  return String(host ?? '')
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/%.*$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
}

/** Whether a name or an address stands for this machine alone. */
function isOwn(name) {
  return (net.isIPv4(name) && name.startsWith('127.')) || OWN_NAMES.has(name) || name.endsWith('.localhost');
}

function isNamed({ allowed }, name, port) {
  return allowed.has(name) || allowed.has(`${name}:${port}`);
}

function isLetThrough(settings, name, port) {
  return (
    isNamed(settings, name, port) ||
    [...(settings.passing.get(name) ?? [])].some((each) => isNamed(settings, each, port))
  );
}

function hasAllowedName({ allowed }, name) {
  return [...allowed].some((each) => each === name || each.replace(/:\d+$/, '') === name);
}

function noteRefusal({ refusals }, kind, host, port) {
  try {
    appendFileSync(refusals, `${kind}://${host}:${port}\n`);
  } catch {
    // The command has outlived the interceptor.
  }
}

function systemError(code, errno, syscall, address, port) {
  const error = new Error(`${syscall} ${code} ${address}:${port}`);
  return Object.assign(error, { errno, code, syscall, address, port });
}

/** Every connection of Node, TLS included, is opened here. */
function guardConnections(settings) {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    // Others inside Node hand over what they have put in order, as a list that is marked as such.
    const ordered = Array.isArray(args[0]) ? args[0] : net._normalizeArgs(args);
    const [options] = ordered;
    if (options.path !== undefined && options.path !== null) return connect.call(this, ordered);
    const name = plainName(options.host);
    const port = Number(options.port);
    if (isOwn(name) || isLetThrough(settings, name, port)) return connect.call(this, ordered);
    if (name === settings.ownHostname) {
      ordered[0] = { ...options, host: LOOPBACK };
      return connect.call(this, ordered);
    }
    if (!WEB_PORTS.has(port)) {
      noteRefusal(settings, 'tcp', name, options.port);
      this.connecting = true;
      process.nextTick(() => this.destroy(systemError('ECONNREFUSED', -111, 'connect', name, options.port)));
      return this;
    }
    const { lookup, localAddress, localPort, family, autoSelectFamily, ...rest } = options;
    ordered[0] = { ...rest, host: LOOPBACK, port: settings.port };
    return connect.call(this, ordered);
  };
}

/** The name to be looked up in place of another, without any name server; null for a name that is looked up as it is. */
function standInFor(settings, hostname) {
  const name = plainName(hostname);
  if (name === settings.ownHostname) return LOOPBACK;
  if (isOwn(name) || net.isIP(name) !== 0 || hasAllowedName(settings, name)) return null;
  return STAND_IN;
}

function remember(settings, hostname, addresses) {
  const name = plainName(hostname);
  if (!hasAllowedName(settings, name)) return;
  for (const address of addresses) {
    const names = settings.passing.get(address) ?? new Set();
    settings.passing.set(address, names.add(name));
  }
}

function guardNames(settings) {
  const lookup = dns.lookup;
  dns.lookup = (hostname, options, callback) => {
    const [chosen, done] = typeof options === 'function' ? [{}, options] : [options, callback];
    if (typeof done !== 'function') return lookup.call(dns, hostname, options, callback);
    return lookup.call(dns, standInFor(settings, hostname) ?? hostname, chosen, (error, found, family) => {
      if (!error) remember(settings, hostname, Array.isArray(found) ? found.map(({ address }) => address) : [found]);
      done(error, found, family);
    });
  };
  const lookupLater = dns.promises.lookup;
  dns.promises.lookup = async (hostname, options) => {
    const found = await lookupLater(standInFor(settings, hostname) ?? hostname, options);
    remember(
      settings,
      hostname,
      [found].flat().map(({ address }) => address),
    );
    return found;
  };
  dns.lookup[promisify.custom] = dns.promises.lookup;
  const lookupService = dns.lookupService;
  dns.lookupService = (address, port, callback) => {
    if (isOwn(plainName(address))) return lookupService.call(dns, address, port, callback);
    process.nextTick(callback, notFound('getnameinfo', address));
  };
  dns.promises.lookupService = promisify(dns.lookupService);
  for (const target of [dns, dns.Resolver.prototype]) guardQueries(settings, target, false);
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) guardQueries(settings, target, true);
}

function notFound(syscall, hostname) {
  return Object.assign(new Error(`${syscall} ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', syscall, hostname });
}

/** What would ask a name server: addresses of version 4 are those that `lookup` gives, and there is nothing else. */
function guardQueries(settings, target, isPromised) {
  const names = Object.getOwnPropertyNames(target).filter((name) => /^(resolve|reverse)/.test(name));
  for (const name of names) {
    const query = target[name];
    if (typeof query !== 'function') continue;
    const answer = (hostname, options) => {
      const isAddress = name === 'resolve4' || (name === 'resolve' && (typeof options !== 'string' || options === 'A'));
      if (!isAddress) throw notFound(`query${name}`, hostname);
      const address = isOwn(plainName(hostname)) ? LOOPBACK : (standInFor(settings, hostname) ?? String(hostname));
      return options?.ttl === true ? [{ address, ttl: 0 }] : [address];
    };
    target[name] = function (hostname, ...rest) {
      if (hasAllowedName(settings, plainName(hostname))) {
        return askServer(settings, { query, owner: this, isPromised, hostname, rest });
      }
      if (isPromised) return (async () => answer(hostname, rest[0]))();
      const done = rest.at(-1);
      let outcome;
      try {
        outcome = [null, answer(hostname, rest[0])];
      } catch (error) {
        outcome = [error];
      }
      process.nextTick(done, ...outcome);
      return undefined;
    };
  }
}

/** Of a host that is let through. */
function askServer(settings, { query, owner, isPromised, hostname, rest }) {
  const keep = (found) => {
    const addresses = Array.isArray(found) ? found.map((each) => each?.address ?? each) : [];
    remember(settings, hostname, addresses);
    return found;
  };
  if (isPromised) return query.call(owner, hostname, ...rest).then(keep);
  const done = rest.pop();
  return query.call(owner, hostname, ...rest, (error, found) => done(error, keep(found)));
}

function guardDatagrams(settings) {
  const { connect, send } = dgram.Socket.prototype;
  const refusal = (address, port) => {
    const name = plainName(address);
    if (isOwn(name) || isLetThrough(settings, name, port) || name === settings.ownHostname) return null;
    noteRefusal(settings, 'udp', name, port);
    return systemError('ENETUNREACH', -101, 'send', name, port);
  };
  const refuse = (socket, error, args) => {
    const done = [...args].reverse().find((each) => typeof each === 'function');
    process.nextTick(() => (done === undefined ? socket.emit('error', error) : done(error)));
  };
  dgram.Socket.prototype.send = function (message, ...args) {
    // An address stands behind its port; without one it is this machine, or what the socket is connected to.
    const place = args.findIndex((each) => typeof each === 'string');
    const error = place < 0 ? null : refusal(args[place], args[place - 1]);
    return error === null ? send.call(this, message, ...args) : refuse(this, error, args);
  };
  dgram.Socket.prototype.connect = function (port, ...args) {
    const error = typeof args[0] === 'string' ? refusal(args[0], port) : null;
    return error === null ? connect.call(this, port, ...args) : refuse(this, error, args);
  };
}

/** Programs and threads that are started with an environment of their own are held by it too, as servers of MCP are started. */
function guardProcesses(settings) {
  const { pythonFolder, nodeModule, variables } = settings;
  const complete = (environment) => {
    const whole = { ...environment };
    for (const name of variables) {
      const value = process.env[name];
      if (value === undefined) continue;
      if (name === 'PYTHONPATH' && whole[name]) {
        if (!whole[name].split(delimiter).includes(pythonFolder)) whole[name] = pythonFolder + delimiter + whole[name];
      } else if (name === 'NODE_OPTIONS' && whole[name]) {
        if (!whole[name].includes(nodeModule)) whole[name] += ` --require=${nodeModule}`;
      } else {
        whole[name] ??= value;
      }
    }
    return whole;
  };
  const { spawn } = childProcess.ChildProcess.prototype;
  childProcess.ChildProcess.prototype.spawn = function (options) {
    if (!Array.isArray(options?.envPairs)) return spawn.call(this, options);
    const pairs = options.envPairs.map((pair) => {
      const end = pair.indexOf('=');
      return [pair.slice(0, end), pair.slice(end + 1)];
    });
    const whole = complete(Object.fromEntries(pairs));
    return spawn.call(this, { ...options, envPairs: Object.entries(whole).map(([name, value]) => `${name}=${value}`) });
  };
  const { Worker, SHARE_ENV } = threads;
  threads.Worker = class extends Worker {
    constructor(file, options) {
      const hasOwn = options?.env != null && options.env !== SHARE_ENV;
      super(file, hasOwn ? { ...options, env: complete(options.env) } : options);
    }
  };
  Object.defineProperty(threads.Worker, 'name', { value: 'Worker' });
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const start = childProcess[name];
    childProcess[name] = (...args) => {
      const options = args.at(-1);
      if (options?.env == null) return start(...args);
      return start(...args.slice(0, -1), { ...options, env: complete(options.env) });
    };
  }
}
