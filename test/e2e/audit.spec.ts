import { describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

describe('the audit', () => {
  const { visitor } = useBrowser();

  it('shows what was done, finds it, opens it with its proof, verifies all and exports', async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.locator('body').press('g');
    await page.locator('body').press('a');
    await heading(page, 'Every event of Meridian Freight, newest first.');
    const events = page.getByRole('table', { name: 'Events' });
    await events.getByRole('link', { name: 'MemberJoined' }).waitFor();

    await page.getByLabel('Search events').fill('Meridian');
    await events.getByRole('link', { name: 'MemberJoined' }).waitFor({ state: 'detached' });
    await events.getByRole('link', { name: 'TeamCreated' }).click();
    const event = page.getByRole('region', { name: /^Event/ });
    await event.getByText('"name": "Meridian Freight"').waitFor();
    await event.getByText(/^Leaf .* of a tree of/).waitFor();
    await event.getByTitle('All events of this request').click();
    await page.getByTitle('Take this filter away').waitFor();
    await event.getByRole('link', { name: 'Close' }).click();
    await event.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Verify now' }).click();
    await page
      .getByText(/^Verified .* events against the log/)
      .filter({ visible: true })
      .waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export signed' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^audit-.*\.jsonl$/);
  });

  it('shows an event that happens while it is open', async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    const second = await page.context().newPage();
    await second.goto(`${new URL(page.url()).pathname}/audit`);
    await heading(second, 'Every event of Meridian Freight');

    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('Meridian Logistics');
    await page.getByRole('button', { name: 'Rename' }).click();

    await second.getByRole('link', { name: 'TeamRenamed' }).waitFor();
  });
});
