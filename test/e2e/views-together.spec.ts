import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, invite, newAccount, openInvitation, settings, signUp } from './steps.ts';

const patience = { timeout: 30_000 };

describe('a view that several people build', () => {
  const { visitor, expectNoise } = useBrowser();

  /** Somebody's team with the sample shop and a new, empty view. */
  async function withView(name: string) {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.getByRole('button', { name: 'Open the sample shop', exact: true }).click();
    await heading(page, 'shop');
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { name: 'No views yet' }).waitFor(patience);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'New view' }).click();
    await page.getByLabel('Name').fill(name);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create view' }).click();
    await heading(page, name);
    await page.getByRole('tree', { name: 'Tables' }).waitFor(patience);
    return page;
  }

  async function joined(owner: Page, role: string, options = {}) {
    const account = newAccount(role === 'viewer' ? 'Tomasz Brzęczyszczykiewicz' : 'Grace Lindqvist');
    const back = owner.url();
    await settings(owner, 'Invitations');
    await invite(owner, account, role);
    await owner.goto(back);
    const page = await visitor(options);
    await openInvitation(page, account);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Your name').fill(account.name);
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await heading(page, 'Join Meridian Freight');
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    await page.getByRole('link', { name: 'Views' }).first().waitFor();
    await page.goto(back);
    return page;
  }

  const bring = async (page: Page, table: string) => {
    await page.getByLabel('Find a table or column').fill(table);
    await page.locator('[role=treeitem][aria-selected=true]', { hasText: table }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(`${table} is in the query.`).waitFor();
  };

  it('is drawn by one, written by another and seen live by a third, who cannot change it', async () => {
    const ada = await withView('order_summary');
    const grace = await joined(ada, 'developer');
    const tomasz = await joined(ada, 'viewer', { colorScheme: 'dark' });
    await tomasz.getByText('You see this view live and cannot change it.').waitFor(patience);

    await bring(ada, 'customer');
    await bring(ada, 'order');
    const join = /join on/;
    for (const page of [ada, grace, tomasz]) {
      await page.getByText('2 tables, 1 join').waitFor(patience);
      await page.getByRole('button', { name: join }).waitFor(patience);
    }

    await ada.getByRole('checkbox', { name: 'c.email' }).check();
    await tomasz.getByRole('table', { name: 'Columns' }).getByText('c.email').waitFor(patience);
    await grace.getByLabel('Alias of email').fill('who');
    await grace.getByLabel('Alias of email').press('Enter');
    await expect.poll(() => ada.getByLabel('Alias of who').inputValue(), patience).toBe('who');
    await expect.poll(() => tomasz.getByLabel('Alias of who').isDisabled(), patience).toBe(true);
    await grace.getByRole('tab', { name: 'Description' }).click();
    await grace.getByRole('textbox', { name: 'Description' }).click();
    await grace.keyboard.type('Who ordered.');
    await tomasz.getByRole('tab', { name: 'Description' }).click();
    await tomasz.getByText('Who ordered.').waitFor(patience);

    for (const page of [ada, tomasz]) expect(await violations(page)).toEqual([]);

    // each takes back what was one's own
    await ada.locator('h1').click();
    await ada.keyboard.press('ControlOrMeta+z');
    await expect
      .poll(() => grace.getByRole('checkbox', { name: 'c.email' }).isChecked(), patience)
      .toBe(false);
    await tomasz.getByText('Who ordered.').waitFor(patience);
    await ada.keyboard.press('ControlOrMeta+Shift+z');
    await tomasz.getByRole('table', { name: 'Columns' }).getByText('c.email').waitFor(patience);

    await ada.getByText('Saved', { exact: true }).waitFor(patience);
    await ada.keyboard.press('ControlOrMeta+s');
    await ada.getByLabel('What it changes').fill('Who ordered');
    await ada.keyboard.press('Enter');
    await ada.getByText('Commit 2 on main').waitFor(patience);

    // what somebody says is there at once, and so is the end of a right
    await ada.getByRole('button', { name: 'Comment', exact: true }).click();
    await ada.keyboard.type('Is the e-mail address needed?');
    await ada.keyboard.press('ControlOrMeta+Enter');
    await grace.getByText('Is the e-mail address needed?').waitFor(patience);
    expectNoise(refused(404));
    await settings(ada, 'Members');
    await ada.getByRole('button', { name: 'Commands for Grace Lindqvist' }).click();
    await ada.getByRole('menuitem', { name: 'Remove from team' }).click();
    await ada
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await grace.getByText('There is no such team, or you are not in it.').waitFor(patience);
  }, 180_000);
});
