import { generate } from 'otplib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signIn, signOut, signUp } from './steps.ts';

/** Opens the newest mail with this subject to this address, as it comes. */
async function openMail(page: Page, email: string, subject: string) {
  await page.goto('/mailbox');
  const mail = page.getByRole('link', { name: new RegExp(`${subject}.*${email}`) });
  await expect
    .poll(
      async () => {
        if ((await mail.count()) > 0) return true;
        await page.getByRole('button', { name: 'Refresh' }).click();
      },
      { timeout: 10_000 },
    )
    .toBe(true);
  await mail.first().click();
  await heading(page, subject);
}

describe('an account', () => {
  const { visitor, expectNoise } = useBrowser();

  it('verifies its address, gets a second factor, and is signed in to with it', async () => {
    expectNoise(refused(401), refused(403), refused(410));
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    await page.goto('/account');
    await page.getByText('not verified').waitFor();
    await openMail(page, ada.email, 'Verify your e-mail address');
    await page.getByRole('link', { name: /verify-email/ }).press('Enter');
    await page.getByText('Your e-mail address is verified.').waitFor();
    await page.reload();
    await page.getByText('This link was used before').waitFor();

    await page.goto('/account/security');
    await page.getByLabel('Your password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Set up a second factor' }).press('Enter');
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    const secret = (await page.locator('.select-all').textContent())!;
    await page.getByLabel('Code of the app').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('This code is not right').waitFor();
    await page.getByLabel('Code of the app').fill(await generate({ secret }));
    await page.keyboard.press('Enter');
    const codes = page.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.nth(9).waitFor();
    const recovery = (await codes.first().textContent())!;
    await page.getByRole('button', { name: 'I have stored them' }).press('Enter');
    await page.getByText('10 of 10 recovery codes left').waitFor();
    expect(await page.content()).not.toContain(recovery);

    await signOut(page);
    await signIn(page, ada);
    await page.getByLabel('Code').fill('12');
    await page.keyboard.press('Enter');
    await page.getByText('This code is not right').waitFor();
    await page.getByLabel('Code').fill(recovery);
    await page.keyboard.press('Enter');
    await heading(page, 'Meridian Freight');
  });

  it('whose password is forgotten gets a new one by mail', async () => {
    expectNoise(refused(401));
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    await signOut(page);

    await page.getByRole('link', { name: 'Forgot your password?' }).press('Enter');
    await heading(page, 'Forgot your password?');
    await page.getByLabel('E-mail').fill(ada.email);
    await page.keyboard.press('Enter');
    await page.getByText('If there is an account').waitFor();
    await openMail(page, ada.email, 'Choose a new password');
    await page.getByRole('link', { name: /reset-password/ }).press('Enter');
    const next = page.getByLabel('New password', { exact: true });
    await next.fill('Password2026!!');
    await page.getByText('This is one of the most common passwords').waitFor();
    await next.fill('another sentence nobody knows');
    await next.press('Enter');
    await page.getByText('Your password is changed').waitFor();

    await page.getByRole('link', { name: 'Sign in' }).press('Enter');
    await signIn(page, ada);
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    await signIn(page, { ...ada, password: 'another sentence nobody knows' });
    await heading(page, 'Meridian Freight');
  });
});
