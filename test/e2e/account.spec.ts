import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signIn, signUp } from './steps.ts';

describe('the account page', () => {
  const { visitor, expectNoise } = useBrowser();

  it('ends another browser’s session, which lands on sign-in at once', async () => {
    expectNoise(refused(401)); // the other browser asks who it is
    const ada = newAccount();
    const other = await visitor();
    await signUp(other, ada);
    await createTeam(other, 'Meridian Freight');
    const page = await visitor();
    await page.goto('/sign-in');
    await signIn(page, ada);
    await heading(page, 'Meridian Freight');

    await page.getByRole('button', { name: /^Account/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'Account' }).press('Enter');
    await heading(page, ada.name);
    await page.getByRole('link', { name: 'Sessions' }).press('Enter');
    const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await sessions.nth(1).waitFor();
    expect(await sessions.first().textContent()).toMatch(/Chrome on Linux \(this one\)/);
    await page.getByRole('button', { name: /^End the session/ }).press('Enter');

    await other.waitForURL(/\/sign-in/, { timeout: 2_000 });
    await page.getByText('You are signed in nowhere else.').waitFor();
    expect(await sessions.count()).toBe(1);
  });

  it('changes the password, and says at the field what is wrong', async () => {
    expectNoise(refused(403), refused(401));
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    await page.goto('/account');
    const [current, next] = [
      page.getByLabel('Current password', { exact: true }),
      page.getByLabel('New password', { exact: true }),
    ];

    await current.fill('not the sentence');
    await next.fill('Password2026!!');
    await page.getByText('This is one of the most common passwords').waitFor();
    await next.fill('another sentence nobody knows');
    await next.press('Enter');
    await page.getByText('This is not your current password.').waitFor();
    expect(await current.getAttribute('aria-invalid')).toBe('true');
    expect(await next.inputValue()).toBe('another sentence nobody knows');

    await current.fill(ada.password);
    await current.press('Enter');
    await page.getByText('Your password is changed').waitFor();
    expect(await next.inputValue()).toBe('');

    const browser = await visitor();
    await browser.goto('/sign-in');
    await signIn(browser, ada);
    await browser.getByText('The e-mail address or the password is not right.').waitFor();
    await signIn(browser, { ...ada, password: 'another sentence nobody knows' });
    await heading(browser, 'Meridian Freight');
  });

  it('is locked after five wrong passwords, which sign-in says with the time left', async () => {
    expectNoise(refused(401), refused(429));
    const nobody = newAccount();
    const page = await visitor();
    await page.goto('/sign-in');

    for (let i = 0; i < 5; i++) {
      const answered = page.waitForResponse('**/api/auth/sign-in');
      await signIn(page, nobody);
      await answered;
    }

    const alert = page.getByRole('alert');
    await alert.getByText('Too many wrong passwords or codes.').waitFor();
    await alert.getByText(/^Try again in (1 minute|less than a minute)\.$/).waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(nobody.email);
  });
});
