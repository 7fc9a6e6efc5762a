import { describe, expect, it } from 'vitest';
import { refused, useBrowser } from './browser.ts';
import { createTeam, heading, newAccount, signIn, signOut, signUp } from './steps.ts';

describe('a session', () => {
  const { visitor, expectNoise } = useBrowser();

  it('ends with sign-out and begins again where one was', async () => {
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByRole('button', { name: 'Rename' }).waitFor();
    const settings = page.url();

    await signOut(page);
    await page.goto(settings);
    await heading(page, 'Sign in');
    await signIn(page, ada);

    await page.getByRole('button', { name: 'Rename' }).waitFor();
    expect(page.url()).toBe(settings);
  });

  it('is not opened by a wrong password, and says so in place', async () => {
    expectNoise(refused(401));
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in');

    await signIn(page, { ...ada, password: 'not the sentence' });

    await page.getByRole('alert').getByText('The e-mail address or the password is not right.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(ada.email);
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('not the sentence');
  });

  it('is not offered twice for one e-mail address', async () => {
    expectNoise(refused(409));
    const ada = newAccount();
    const first = await visitor();
    await signUp(first, ada);
    const page = await visitor();

    await page.goto('/sign-up');
    await page.getByLabel('Your name').fill('Another Ada');
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByLabel('Password', { exact: true }).fill(ada.password);
    await page.getByRole('button', { name: 'Create account' }).click();

    await page
      .getByRole('alert')
      .getByText(/e-mail/)
      .waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Another Ada');
  });

  it('asks for each field that is missing, at the field', async () => {
    expectNoise(refused(422));
    const page = await visitor();
    await page.goto('/sign-up');

    await page.getByLabel('E-mail').fill('ada');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.getByText('What should others call you?').waitFor();
    await page.getByText('Not an e-mail address. Example: ada@example.com').waitFor();
    await page.getByText('At least 12 characters. A short sentence works well.').waitFor();
    for (const label of ['Your name', 'E-mail', 'Password'])
      expect(await page.getByLabel(label, { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });

  it('never leads to another site after sign-in', async () => {
    expectNoise(refused(401)); // what the page was still reading when the session ended
    const ada = newAccount();
    const page = await visitor();
    await signUp(page, ada);
    await createTeam(page, 'Meridian Freight');
    await signOut(page);

    await page.goto('/sign-in?return=https%3A%2F%2Felsewhere.example%2F');
    await signIn(page, ada);

    await heading(page, 'Meridian Freight');
  });
});
