import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { violations } from './axe.ts';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

const minute = { timeout: 60_000 };

async function run(url: string, ...statements: string[]) {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
/** As somebody beside pgai would who looks after the server. */
const asAdmin = (...statements: string[]) => run(inject('adminUrl'), ...statements);
const openAgain = () => asAdmin('alter database shop_staging allow_connections true');

/** Half a minute lies between two looks at a healthy database; here the next ones are due now. */
const lookNow = () =>
  run(
    new URL('/pgai', inject('adminUrl')).href,
    'update app.connection_check set next_at = now() where next_at is not null',
  );

describe('connections', () => {
  const { visitor, expectNoise } = useBrowser();
  afterEach(openAgain);

  const ofNewTeam = async (options = {}) => {
    const page = await visitor(options);
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    return page;
  };

  it('the sample is opened with one click, goes down, comes back, and the page says so by itself', async () => {
    const page = await ofNewTeam();

    await page.getByRole('button', { name: 'Open the sample shop_staging' }).click();
    await page.locator('h1', { hasText: 'shop_staging is healthy.' }).waitFor(minute);
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByText('11 passed').waitFor();
    await page.getByText('used the password: test').waitFor();

    await asAdmin(
      'alter database shop_staging allow_connections false',
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = 'shop_staging' and application_name = 'pgai'`,
    );
    await lookNow();
    await page.locator('h1', { hasText: 'shop_staging is down.' }).waitFor(minute);
    await page.getByText('The database shop_staging takes no connections. Since').waitFor();
    await page.getByRole('link', { name: 'Home' }).first().click();
    await heading(page, 'shop_staging is down.');

    await openAgain();
    await page.locator('h1', { hasText: 'shop_staging answers.' }).waitFor(minute);
  }, 90_000);

  it('checks run while one types, and a password is nowhere to be read', async () => {
    expectNoise(refused(422));
    const page = await ofNewTeam();
    const { port } = new URL(inject('adminUrl'));
    await page.getByRole('link', { name: 'Connect a database' }).click();
    await heading(page, 'Connect a database');

    await page
      .getByLabel('Paste a connection string')
      .fill(`postgres://shop_owner:canary-secret@127.0.0.1:${port}/shop?sslmode=prefer`);
    await page.getByRole('listitem').getByText('The password of shop_owner is not right.').waitFor();

    expect(await page.getByLabel('Host').inputValue()).toBe('127.0.0.1');
    expect(await page.getByLabel('Name in pgai').inputValue()).toBe('shop');
    expect(await page.content()).not.toContain('canary-secret');
    expect(await page.getByRole('button', { name: 'Connect', exact: true }).isDisabled()).toBe(true);

    await page.getByLabel('Host').fill('169.254.169.254');
    await page.getByText('Such addresses are never dialled.').waitFor();
    await page.getByLabel('Paste a connection string').fill('postgres://db.example.com/shop?host=/tmp');
    await page.getByText('“host” is not taken from an address. Leave it out.').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it.each([
    ['light', { width: 1440, height: 900 }],
    ['dark', { width: 390, height: 844 }],
  ] as const)('axe finds nothing serious, in %s', async (colorScheme, viewport) => {
    const page = await ofNewTeam({ colorScheme, viewport });
    const team = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'Open the sample shop', exact: true }).click();
    await page.locator('h1', { hasText: 'shop is' }).waitFor();
    const detail = new URL(page.url()).pathname;

    for (const path of [team, `${team}/connections`, `${team}/connections/new`, detail, `${detail}/edit`]) {
      await page.goto(path);
      await page.locator('h1').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    }
  });

  it('is disabled, enabled, changed and archived without a mouse', async () => {
    const page = await ofNewTeam();
    await page.getByRole('button', { name: 'Open the sample shop', exact: true }).press('Enter');
    await page.locator('h1', { hasText: 'shop is' }).waitFor();

    await page.getByRole('button', { name: 'Disable' }).press('Enter');
    await heading(page, 'shop is disabled.');
    await page.getByRole('button', { name: 'Enable' }).press('Enter');
    await page.locator('h1', { hasText: 'shop is healthy.' }).waitFor(minute);

    await page.getByRole('link', { name: 'Change' }).press('Enter');
    await page.getByLabel('Name in pgai').fill('متجر: the shop, production, do not touch');
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await heading(page, 'متجر: the shop, production, do not touch');

    await page.getByRole('button', { name: 'Archive' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).press('Enter');
    await page.getByText('No database is connected').first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await heading(page, 'Meridian Freight');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/\/connections$/);
  }, 120_000);
});
