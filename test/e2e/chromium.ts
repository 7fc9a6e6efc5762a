import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const packaged = join(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '../../package.json');
const { version } = JSON.parse(readFileSync(packaged, 'utf8')) as { version: string };

/** Headless, silent towards the outside, and able to run as root. */
const flags = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
];

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await executable(), args: flags });
}

/**
 * The package unpacks into the temporary directory under one name for everybody, readable by whoever came first, and
 * takes half a file for a whole one. So each account has its own place, which appears at once and complete.
 */
async function executable(): Promise<string> {
  const home = join(tmpdir(), `pgai-chromium-${version}-${process.getuid?.() ?? 'any'}`);
  const file = join(home, 'chromium');
  if (existsSync(file)) return file;

  const unpacked = mkdtempSync(`${home}-`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = unpacked;
  try {
    await sparticuz.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(unpacked, home);
  } catch (error) {
    if (!existsSync(file)) throw error;
    rmSync(unpacked, { recursive: true }); // another process was faster
  }
  return file;
}
