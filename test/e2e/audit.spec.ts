import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signUp } from './steps.ts';

describe('the audit', () => {
  const { visitor, expectNoise } = useBrowser();

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
    await event.getByText('name:').waitFor();
    await event.getByText('Meridian Freight').waitFor();
    await event.getByText('Raw').click();
    await event.getByText('"name": "Meridian Freight"').waitFor();
    await event.getByText(/^This event is leaf .* of a tree of/).waitFor();
    await event.getByTitle('All events of this request').click();
    await page.getByTitle('Take this filter away').waitFor();
    await event.getByRole('link', { name: 'Close' }).click();
    await event.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Verify now' }).click();
    await page
      .getByText(/^Verified .* events against the log/)
      .filter({ visible: true })
      .waitFor();

    await page.getByRole('link', { name: 'Export signed' }).click();
    await heading(page, 'No export waits for approval.');
    await page.getByRole('button', { name: 'New export' }).click();
    await page.getByLabel('For whom').fill('Deloitte, SOC 2');
    await page.getByRole('button', { name: 'Ask for the export' }).click();
    const ready = page.getByRole('row').filter({ hasText: 'Deloitte, SOC 2' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      ready.getByRole('link', { name: 'Download' }).filter({ visible: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
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

  it('goes back in time by keys, by clock and by events, and compares with now', async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    const team = new URL(page.url()).pathname;
    for (const name of ['Second', 'Third', 'Fourth'])
      await page.evaluate(rename, { path: `/api${team}/rename`, name });
    await page.goto(`${team}/audit`);
    await heading(page, 'Every event of Fourth');
    const events = page.getByRole('table', { name: 'Events' });
    const slider = page.getByRole('slider', { name: 'State as of' });
    const state = page.getByRole('region', { name: /^State at position/ });

    await slider.focus();
    await slider.press('ArrowLeft');
    await page.getByText(/^position .*, 1 event before now$/).waitFor();
    await slider.press('ArrowLeft');
    await page.getByText(/^position .*, 2 events before now$/).waitFor();
    await state.getByText('"name": "Second"').waitFor();
    expect(await events.locator('tr.later').count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('as_of')).toMatch(/^\d+$/);

    await page.getByRole('link', { name: 'Compare with now' }).click();
    await state.getByText('Second').waitFor();
    await state.getByText('Fourth').waitFor();
    await page.reload();
    await state.getByText('Then and now differ in 1 object').waitFor();

    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/^position .*, 1 event before now$/).waitFor();
    await slider.press('Home');
    await page.getByText(/^position .*, 4 events before now$/).waitFor();
    await page.getByLabel('Date and time').fill('2020-01-01T00:00:00');
    await page.getByLabel('Date and time').press('Tab');
    await state.getByText(/^Then and now differ/).waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await state.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('as_of')).toBe(false);
  });

  it('shows what was refused and to whom, and goes from event to event by J and K', async () => {
    const page = await visitor();
    expectNoise(refused(422));
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    const team = new URL(page.url()).pathname;
    await page.evaluate(rename, { path: `/api${team}/rename`, name: '' });
    await page.goto(`${team}/audit`);
    await page.getByRole('link', { name: 'CommandRefused' }).waitFor();

    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('radio', { name: 'Refused' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('link', { name: 'TeamCreated' }).waitFor({ state: 'detached' });
    await page.getByTitle('Take this filter away').click();
    await page.getByRole('link', { name: 'TeamCreated' }).waitFor(); // J goes through what is listed

    await page.getByRole('link', { name: 'CommandRefused' }).click();
    const event = page.getByRole('region', { name: /^Event/ });
    await event.getByText('name: too-small').first().waitFor();
    await page.locator('body').press('j');
    await event.getByRole('heading', { name: 'MemberJoined' }).waitFor();
    await page.locator('body').press('k');
    await event.getByRole('heading', { name: 'CommandRefused' }).waitFor();
  });
});

/** In the page: a command as the page itself would send it. */
const rename = ({ path, name }: { path: string; name: string }) =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  }).then(() => undefined);
