import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { violations } from './axe.ts';
import { useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

const patience = { timeout: 30_000 };
const table = `seen_${randomBytes(4).toString('hex')}`;

/** As somebody beside pgai would who changes the sample. */
async function inShop(sql: string) {
  const client = new pg.Client(Object.assign(new URL(inject('adminUrl')), { pathname: '/shop' }).href);
  await client.connect();
  await client.query(`set role shop_owner; ${sql}`).finally(() => client.end());
}

describe('the schema', () => {
  const { visitor } = useBrowser();
  afterEach(() => inShop(`drop table if exists sales.${table} cascade`));

  const ofSample = async (options = {}) => {
    const page = await visitor(options);
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.getByRole('button', { name: 'Open the sample shop', exact: true }).click();
    await heading(page, 'shop');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('tree', { name: 'Objects' }).waitFor(patience);
    return page;
  };

  it('is found by misspelt names, walked by keys, and drawn', async () => {
    const page = await ofSample();
    await page.locator('.svelte-flow__node').first().waitFor(patience);
    await page.locator('.svelte-flow__edge').first().waitFor({ state: 'attached' });

    await page.keyboard.press('/');
    await page.keyboard.type('custmer');
    await page.getByRole('treeitem', { name: 'customer' }).first().waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'customer');
    await page.getByRole('button', { name: 'id', exact: true }).click();
    await page.getByRole('list', { name: 'Used by' }).waitFor();

    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByLabel('Note on customer').fill('Whoever ordered once');
    await page.getByRole('button', { name: 'Save note' }).click();
    await page.getByText('Whoever ordered once').waitFor();
    await page.getByLabel('Search tables, columns and descriptions').fill('whoever');
    await page.getByRole('treeitem', { name: 'customer' }).first().waitFor(patience);
    expect(await violations(page)).toEqual([]);
  }, 120_000);

  it('that somebody changes beside pgai is told by itself, with what it may break, and adopted', async () => {
    await inShop(`create table sales.${table} (id integer primary key, note text);
      create view sales.${table}_view as select note from sales.${table}`);
    const page = await ofSample();
    await page.getByRole('link', { name: 'Changes' }).click();
    await page.getByRole('heading', { name: 'No changes yet' }).waitFor();

    await inShop(`alter table sales.${table} drop column note cascade`);

    await page.getByText(`Column note of sales.${table} is gone`).waitFor(patience);
    await page.getByText('Breaking').first().waitFor();
    await page.getByText(`Touches sales.${table}_view`).waitFor();
    await page.getByRole('button', { name: 'Show revert SQL' }).first().click();
    await page.getByText(`alter table sales.${table} add column note text`).waitFor();
    await page.getByText(`sales.${table}.note: its values`).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Find out who' }).click();
    await page.getByRole('dialog').getByText('Only a superuser may run it').waitFor();
    expect(await page.getByRole('button', { name: 'Install it' }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByLabel('Why, for the record').first().fill('Agreed with the shop');
    await page.getByRole('button', { name: 'Adopt change' }).first().click();
    await page.getByText('Adopted').first().waitFor();

    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByText('Export Markdown').waitFor();
    expect(await violations(page)).toEqual([]);
  }, 120_000);

  it('is the tree alone on a phone, and an object behind each row', async () => {
    const page = await ofSample({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    await page.getByLabel('Search tables, columns and descriptions').fill('voucher');
    await page.getByRole('treeitem', { name: 'voucher' }).first().click();
    await heading(page, 'voucher');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'All objects' }).click();
    await page.getByRole('tree', { name: 'Objects' }).waitFor();
    expect(await violations(page)).toEqual([]);
  }, 120_000);
});
