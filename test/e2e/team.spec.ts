import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signIn, signUp } from './steps.ts';

describe('a team', () => {
  const { visitor, expectNoise } = useBrowser();

  it('is made after signing up, and a rename reaches a second browser without a reload', async () => {
    const ada = newAccount();
    const first = await visitor();
    const second = await visitor();
    await signUp(first, ada);
    await createTeam(first, 'Meridian Freight');
    const sent: string[] = [];
    second.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
    await second.goto('/sign-in');
    await signIn(second, ada);
    await heading(second, 'Meridian Freight is yours alone so far.');

    await first.getByRole('link', { name: 'Settings' }).first().click();
    await first.getByLabel('Name', { exact: true }).fill('Meridian Logistics');
    await first.getByRole('button', { name: 'Rename' }).click();

    await first.getByText('Renamed to Meridian Logistics').waitFor();
    await heading(first, 'Meridian Logistics');
    await heading(second, 'Meridian Logistics is yours alone so far.');
    await second.getByRole('button', { name: 'Switch team: Meridian Logistics' }).waitFor();
    expect(await second.title()).toBe('Meridian Logistics · pgai');
    // Reading again must not join again, or the two would go round in circles.
    expect(sent.filter((frame) => frame.includes('open_team'))).toHaveLength(1);
  });

  it('keeps what was typed when somebody else renamed it first', async () => {
    const ada = newAccount();
    const first = await visitor();
    await signUp(first, ada);
    await createTeam(first, 'Meridian Freight');
    await first.getByRole('link', { name: 'Settings' }).first().click();
    const name = first.getByLabel('Name', { exact: true });
    await name.fill('Mine');
    const second = await visitor();
    await second.goto('/sign-in');
    await signIn(second, ada);
    await heading(second, 'Meridian Freight');
    await second.getByRole('link', { name: 'Settings' }).first().click();

    await second.getByLabel('Name', { exact: true }).fill('Theirs');
    await second.getByRole('button', { name: 'Rename' }).click();
    await heading(first, 'Theirs');

    expect(await name.inputValue()).toBe('Mine');
    await first.getByText('It is called Theirs now.').waitFor();
    await first.getByRole('button', { name: 'Rename' }).click();
    await heading(first, 'Mine');
    await first.getByRole('button', { name: 'Undo' }).click();
    await heading(first, 'Theirs');
  });

  it('is found in the list by its name', async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.getByRole('link', { name: 'Teams' }).click();
    await page.getByRole('button', { name: 'New team' }).click();
    await createTeam(page, 'Harbour');
    await page.getByRole('link', { name: 'Teams' }).click();
    await heading(page, 'You are in 2 teams.');

    await page.getByLabel('Search teams').fill('harb');
    const table = page.getByRole('table', { name: 'Your teams' });
    await table.getByText('Meridian Freight').waitFor({ state: 'detached' });
    expect(await table.getByRole('link').allTextContents()).toEqual(['Harbour']);

    await page.getByLabel('Search teams').fill('nothing like it');
    await page.getByText('Nothing matches “nothing like it”').waitFor();
  });

  it('that is not ours looks like one that is not there', async () => {
    expectNoise(refused(404));
    const ada = await visitor();
    await signUp(ada, newAccount());
    await createTeam(ada, 'Meridian Freight');
    const grace = await visitor();
    await signUp(grace, newAccount('Grace Lindqvist'));

    for (const path of [new URL(ada.url()).pathname, '/teams/019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11']) {
      await grace.goto(path);
      await heading(grace, 'There is nothing here');
      await grace.getByText('There is no such team, or you are not in it.').waitFor();
    }
  });
});
