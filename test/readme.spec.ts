import { globSync, readFileSync } from 'node:fs';
import { targetCodes } from '@pgai/target/target-error.js';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
const readme = read('README.md');
const sources = globSync('{apps/api/src,libs/domain}/**/*.ts', { cwd: root }).filter(
  (path) => !path.endsWith('.spec.ts'),
);
const code = sources.map(read).join('\n');

const section = (title: string) => readme.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const firstColumn = (table: string) => [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, cell]) => cell);

describe('the README', () => {
  it('lists every problem code, and no other', () => {
    const thrown = [
      ...code.matchAll(/new (?:DomainError\(\s*'[a-z-]+'|ProblemError\(\s*[\w.()]+),\s*'([a-z-]+)'/g),
      ...code.matchAll(/^\s*FST_\w+: \[\s*\d{3},\s*'([a-z-]+)'/gm),
    ].map(([, name]) => name);

    expect(firstColumn(section('Problem codes')).sort()).toEqual([...new Set(thrown)].sort());
  });

  it('lists every way in which a database can fail', () => {
    expect(firstColumn(section("What a user's database can answer")).sort()).toEqual([...targetCodes].sort());
  });

  it('lists every fault of a query', () => {
    const faults = globSync('libs/views/{analysis,definition,document,sql}/**/*.ts', { cwd: root })
      .filter((path) => !path.endsWith('.spec.ts'))
      .flatMap((path) => [
        ...read(path).matchAll(/\b(?:error|warning|warn|refused?)\(\s*'([a-z]+(?:-[a-z]+)*)'/g),
      ])
      .map(([, name]) => name);

    expect(firstColumn(section('Faults of a query')).sort()).toEqual([...new Set(faults)].sort());
  });

  it('lists every variable the API reads', () => {
    const variables = [...read('apps/api/src/platform/config.ts').matchAll(/^ {2}([A-Z_]+): z/gm)].map(
      ([, name]) => name,
    );

    expect(variables.length).toBeGreaterThan(5);
    expect(firstColumn(section('Configuration'))).toEqual(expect.arrayContaining(variables));
  });

  it('links only to files that are there', () => {
    for (const [, path] of readme.matchAll(/\]\((?!http)([^)#]+)\)/g))
      expect(() => read(path!)).not.toThrow();
  });
});
