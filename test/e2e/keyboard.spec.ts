import { describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { heading, newAccount } from './steps.ts';

describe('without a mouse', () => {
  const { visitor } = useBrowser();

  it('one signs up, makes a team, renames it, finds things and signs out', async () => {
    const { name, email, password } = newAccount();
    const page = await visitor();
    const { keyboard } = page;
    await page.goto('/sign-up');
    await page.getByLabel('Your name').and(page.locator(':focus')).waitFor();

    await keyboard.type(name);
    await keyboard.press('Tab');
    await keyboard.type(email);
    await keyboard.press('Tab');
    await keyboard.type(password);
    await keyboard.press('Enter');
    await page.getByLabel('Team name').and(page.locator(':focus')).waitFor();
    await keyboard.type('Meridian Freight');
    await keyboard.press('Enter');
    await heading(page, 'Meridian Freight is yours alone so far.');

    await keyboard.press('Control+k');
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await keyboard.type('rename');
    await page.getByRole('option', { name: 'Rename team', selected: true }).waitFor();
    await keyboard.press('Enter');
    await page.getByLabel('Name', { exact: true }).and(page.locator(':focus')).waitFor();
    await keyboard.type('Meridian Logistics');
    await keyboard.press('Enter');
    await heading(page, 'Meridian Logistics');
    await page.getByText('Renamed to Meridian Logistics').waitFor();

    await keyboard.press('Control+k');
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await keyboard.press('Tab'); // out of the text field, where letters are letters
    await keyboard.press('g');
    await keyboard.press('t');
    await heading(page, 'You are in one team.');
    await keyboard.press('j');
    await page.getByRole('link', { name: 'Meridian Logistics' }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await heading(page, 'Meridian Logistics is yours alone so far.');

    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await keyboard.press('Control+k');
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await keyboard.type('sign out');
    await page.getByRole('option', { name: 'Sign out', selected: true }).waitFor();
    await keyboard.press('Enter');
    await heading(page, 'Sign in');
  });

  it('the rail folds, and stays folded', async () => {
    const page = await visitor();
    const { name, email, password } = newAccount();
    await page.goto('/sign-up');
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByLabel('Team name').fill('Meridian Freight');
    await page.keyboard.press('Enter');
    await heading(page, 'Meridian Freight');
    const rail = page.getByRole('navigation', { name: 'Main' });
    expect((await rail.boundingBox())?.width).toBe(212);

    await page.locator('body').press('[');
    await rail.getByText('Search').waitFor({ state: 'detached' });
    expect((await rail.boundingBox())?.width).toBe(48);
    await page.reload();
    await heading(page, 'Meridian Freight');

    expect((await rail.boundingBox())?.width).toBe(48);
  });
});
