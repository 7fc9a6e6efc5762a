import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations, violationsInBothThemes } from './axe.ts';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

const patience = { timeout: 30_000 };

const first = `select o.id, o.number, c.full_name as customer, o.placed_at
from sales."order" o
join sales.customer c on c.id = o.customer_id
order by o.placed_at`;

describe('versions of a view', () => {
  const { visitor, expectNoise } = useBrowser();

  /** A view of the sample, written as SQL, open in the editor. */
  const editor = async (options = {}) => {
    const page = await visitor(options);
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.getByRole('button', { name: 'Open the sample shop', exact: true }).click();
    await heading(page, 'shop');
    const [, team, connection] = /teams\/([^/]+)\/connections\/([^/?]+)/.exec(page.url()) ?? [];
    const { request } = page.context();
    await expect
      .poll(
        async () =>
          (await request.get(`/api/teams/${team}/connections/${connection}/schema?detail=names`)).ok(),
        patience,
      )
      .toBe(true);
    const data = { connection_id: connection, name: 'orders_placed', profile: 'sql', sql_definition: first };
    const made = await (await request.post(`/api/teams/${team}/views`, { data })).json();
    await expect
      .poll(async () => (await request.get(`/api/teams/${team}/views/${made.id}`)).ok(), patience)
      .toBe(true);
    await page.goto(`/teams/${team}/views/${made.id}`);
    await text(page).getByText('full_name').waitFor(patience);
    return page;
  };

  it('are made, compared, branched, merged and gone back to', async () => {
    const page = await editor();
    await makeVersion(page, '1.0.0', 'The first');

    // without the customer: what reads it would break
    await write(page, first.replace(', c.full_name as customer', ''));
    await page.getByText('asks for 2.0.0, major').waitFor(patience);
    await commit(page, 'No customer');
    await page.getByRole('button', { name: 'See the changes' }).click();
    await page.getByRole('dialog', { name: 'Compare' }).getByText('Breaking').first().waitFor(patience);
    await page.getByRole('dialog', { name: 'Compare' }).getByRole('textbox', { name: 'After' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await makeVersion(page, '2.0.0', 'Without the customer');

    // a branch orders otherwise, and so does main
    await page.getByRole('tab', { name: 'Branches' }).click();
    await page.getByRole('button', { name: 'New branch' }).click();
    await page.keyboard.type('by-number');
    await page.keyboard.press('Enter');
    await page.waitForURL(/branch=by-number/);
    await text(page).getByText('placed_at').first().waitFor(patience);
    await write(
      page,
      first.replace(', c.full_name as customer', '').replace('order by o.placed_at', 'order by o.number'),
    );
    await commit(page, 'By number');
    await page.getByRole('tab', { name: 'Branches' }).click();
    await page.getByRole('list', { name: 'Branches' }).getByRole('link', { name: 'main' }).click();
    await page.waitForURL((url) => !url.search);
    await text(page).getByText('placed_at').first().waitFor(patience);
    await write(
      page,
      first.replace(', c.full_name as customer', '').replace('order by o.placed_at', 'order by o.id'),
    );
    await commit(page, 'By id');

    await page.getByRole('tab', { name: 'Branches' }).click();
    await page.getByRole('button', { name: 'Merge by-number' }).click();
    const merging = page.getByRole('dialog', { name: 'Merge by-number' });
    await merging.getByRole('button', { name: 'Merge into main' }).click();
    await merging.getByText('Which side is right?').waitFor(patience);
    expect(await merging.getByRole('group').count()).toBe(1);
    await merging.getByText('order by o.id').waitFor();
    await merging.getByText('order by o.number').click();
    expect(await violations(page)).toEqual([]);
    await merging.getByRole('button', { name: 'Merge into main' }).click();
    await page.getByText('by-number is merged into main').waitFor(patience);
    await text(page).getByText('o.number').last().waitFor(patience);

    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Commands for 1.0.0' }).click();
    await page.getByRole('menuitem', { name: 'Go back to 1.0.0' }).click();
    const back = page.getByRole('dialog', { name: 'Go back to 1.0.0?' });
    await back.getByText('Nothing reads this view yet.').waitFor(patience);
    expect(await violations(page)).toEqual([]);
    await back.getByRole('button', { name: 'Go back to 1.0.0' }).click();
    await page.getByText('Holds what 1.0.0 held.').waitFor(patience);
    await page.getByRole('list', { name: 'Versions' }).getByText('Back to 1.0.0').waitFor(patience);
  }, 180_000);

  it('stand beside rows, plan, problems and comments', async () => {
    const page = await editor();
    await text(page).click();
    await page.keyboard.press('ControlOrMeta+Enter');
    await page
      .getByRole('grid', { name: 'Result' })
      .getByText('null')
      .or(page.getByRole('grid', { name: 'Result' }).getByRole('gridcell'))
      .first()
      .waitFor(patience);
    await page.getByText(/rows in \d+ ms, rolled back/).waitFor();
    await page.getByRole('grid', { name: 'Result' }).press('ArrowDown');
    await page.getByLabel('Run it to measure (ANALYZE)').check();
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByRole('table', { name: 'Plan' }).waitFor(patience);

    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.keyboard.type('Is the order right?');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('list', { name: 'Comments' }).getByText('Is the order right?').waitFor(patience);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('0 open').waitFor(patience);

    await write(page, 'select o.nothing from sales."order" o');
    await page.getByRole('tab', { name: 'Problems' }).click();
    await page
      .getByRole('button', { name: /nothing/ })
      .first()
      .press('Enter');
    expect(await page.evaluate(selected)).toBe('nothing');

    expectNoise(refused(422));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('radio', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Lock for a deployment' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
  }, 120_000);
});

const text = (page: Page) => page.getByRole('textbox', { name: 'SQL' });

/** What is selected in the editor, which is in a root of its own. */
const selected = `(() => {
  for (const { shadowRoot } of document.querySelectorAll('div')) {
    const text = shadowRoot?.getSelection?.()?.toString();
    if (text) return text;
  }
  return '';
})()`;

async function write(page: Page, sql: string) {
  await text(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(sql);
  await page.getByText('Saved', { exact: true }).waitFor(patience);
}

async function commit(page: Page, message: string) {
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByRole('dialog', { name: 'Commit draft' }).waitFor();
  await page.keyboard.type(message);
  await page.keyboard.press('Enter');
  await page
    .getByText(/^Commit \d+ on /)
    .first()
    .waitFor(patience);
}

async function makeVersion(page: Page, version: string, notes: string) {
  await page.getByRole('button', { name: 'New version' }).click();
  await page.getByLabel('Notes').fill(notes);
  await page.getByRole('button', { name: `Make version ${version}` }).click();
  await page.getByRole('list', { name: 'Versions' }).getByText(notes).waitFor(patience);
}
