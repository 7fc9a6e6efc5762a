import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { mailTo, tokenIn } from '../support/mailbox.ts';
import { refused, useBrowser } from './browser.ts';
import { type Account, createTeam, heading, newAccount, signIn, signUp } from './steps.ts';

/** Everything this browser keeps for the page, but the session itself. */
const kept = async (page: Page) =>
  JSON.stringify([
    await page.evaluate('[{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]'),
    await page.evaluate('indexedDB.databases().then((all) => all.map(({ name }) => name))'),
    await page.evaluate('caches.keys()'),
  ]);

/** A member by the link in the mail. */
async function invited(owner: Page, team: string, member: Page, { email }: Account, role: string) {
  const headers = { 'content-type': 'application/json' };
  await owner.request.post(`/api${team}/invitations`, { data: { email, role }, headers });
  const token = tokenIn(await mailTo(inject('localUrl'), email, /invites you/));
  const accepted = await member.request.post('/api/invitations/accept', { data: { token }, headers });
  expect(accepted.status()).toBe(200);
}

describe('privacy', () => {
  const { visitor, expectNoise } = useBrowser();

  it('gives a person their data, then forgets them, and the browser kept nothing of it', async () => {
    expectNoise(refused(403), refused(401), refused(422));
    const ada = newAccount('Ada Quirindi');
    const page = await visitor();
    await signUp(page, ada);
    await page.goto('/account/privacy');
    await heading(page, 'You can take your data with you');
    const [forData, forErasure] = [
      page.getByLabel('Password', { exact: true }).first(),
      page.getByLabel('Password', { exact: true }).last(),
    ];

    await forData.fill('not the password');
    await forData.press('Enter');
    await page.getByText('This is not your current password.').waitFor();
    await forData.fill(ada.password);
    const downloading = page.waitForEvent('download');
    await forData.press('Enter');
    const file = readFileSync(await (await downloading).path(), 'utf8');
    expect(JSON.parse(file).account).toMatchObject({ email: ada.email, name: ada.name });
    for (const secret of [ada.email, ada.name, ada.password]) expect(await kept(page)).not.toContain(secret);

    await forErasure.fill(ada.password);
    await forErasure.press('Enter');
    await page.getByText('Type your e-mail address to confirm.').waitFor();
    await page.getByLabel('Your e-mail address').fill(ada.email);
    await page.getByRole('button', { name: 'Erase me now' }).press('Enter');
    await heading(page, 'Sign in');
    await page.getByText('You are erased').waitFor();

    await expect
      .poll(async () => (await page.request.get('/api/me')).status(), { timeout: 10_000 })
      .toBe(401);
    await signIn(page, ada);
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    for (const secret of [ada.name, ada.password]) expect(await kept(page)).not.toContain(secret);
  });

  it('lets an owner approve, and the erased person is gone from open pages', async () => {
    expectNoise(refused(401));
    const [ada, grace] = [newAccount('Ada Okonkwo'), newAccount('Grace Zaphod')];
    const [owner, member] = [await visitor(), await visitor()];
    await signUp(owner, ada);
    await createTeam(owner, 'Meridian Freight');
    const team = new URL(owner.url()).pathname;
    await signUp(member, grace);
    await invited(owner, team, member, grace, 'developer');

    await member.goto('/account/privacy');
    await member.getByText('Ada Okonkwo can approve.').waitFor();
    await member.getByLabel('Password', { exact: true }).last().fill(grace.password);
    await member.getByRole('button', { name: 'Ask to be erased' }).press('Enter');
    await heading(member, 'Your erasure waits for an owner.');

    await owner.goto(`${team}/settings/privacy`);
    await heading(owner, 'One member waits to be erased.');
    await owner.getByRole('button', { name: 'Approve the request of Grace Zaphod' }).press('Enter');
    await owner.getByRole('button', { name: 'Erase Grace Zaphod' }).press('Enter');
    await heading(owner, 'Nobody waits to be erased.');
    await member.waitForURL(/\/sign-in/, { timeout: 10_000 });
    await owner.goto(`${team}/audit`);
    await owner.getByText('MemberRemoved').first().waitFor();
    expect(await owner.content()).not.toContain('Grace Zaphod');
  });

  it('sets how long rows are kept, and says at the field what is wrong', async () => {
    const page = await visitor();
    await signUp(page, newAccount());
    await createTeam(page, 'Meridian Freight');
    await page.goto(`${new URL(page.url()).pathname}/settings/privacy`);
    const days = page.getByLabel('Snapshots of past states, days');

    await days.fill('0');
    await page.getByText('A whole number from 1 to 365.').waitFor();
    await days.fill('12');
    await days.press('Enter');
    await page.getByText('The retention is set').waitFor();
    await page.reload();
    expect(await days.inputValue()).toBe('12');
  });
});

describe('an access review', () => {
  const { visitor, expectNoise } = useBrowser();

  it('is done by keyboard: keep, revoke, complete', async () => {
    expectNoise(refused(409));
    const [ada, grace, vera] = [
      newAccount('Ada Okonkwo'),
      newAccount('Grace Zaphod'),
      newAccount('Vera Viewer'),
    ];
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    const team = new URL(page.url()).pathname;
    for (const person of [grace, vera]) {
      const member = await visitor();
      await signUp(member, person);
      await invited(page, team, member, person, 'developer');
    }

    await page.goto(`${team}/settings/access-reviews`);
    await heading(page, 'No access review is open.');
    await page.getByRole('button', { name: 'Start review' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Start review' }).press('Enter');
    await heading(page, '2 rights are not attested yet.');
    await page.getByRole('button', { name: 'Complete review' }).press('Enter');
    await page.getByRole('alert').getByText('2 rights are not attested yet.').waitFor();

    await page.locator('body').press('j');
    await page.keyboard.press('a');
    await page.getByText('Kept').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Revoke access' }).press('Enter');
    await page.getByText('Revoked', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Complete review' }).press('Enter');
    await heading(page, 'One right was revoked.');
    expect((await page.request.get(`/api${team}/members`)).ok()).toBe(true);
    const report = await page.request.get(
      (await page.getByRole('link', { name: 'Report as CSV' }).getAttribute('href')) ?? '',
    );
    expect((await report.text()).split('\r\n')).toHaveLength(5);
  });
});
