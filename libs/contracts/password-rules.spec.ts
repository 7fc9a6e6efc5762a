import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rules.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

describe('a password', () => {
  it.each([
    'correct horse battery',
    'a sentence nobody guesses',
    'Wir fahren im Juli ans Meer.',
    'パスワードは長いほうが安全です',
    'x9$Kq2!vT7#mZ4',
    'the 3 dogs of my aunt, 1987',
    'Ada Lovelace rode a green bicycle',
  ])('may be %s', (password) => expect(passwordFault(password, ada)).toBeUndefined());

  it.each([
    ['elevenchars', /^At least 12/],
    ['x'.repeat(201), /^At most 200/],
    ['ada.lovelace@example.com', /^Not your name/],
    ['ADA.LOVELACE@EXAMPLE.COM1', /^Not your name/],
    ['Ada.Lovelace', /^Not your name/],
    ['adalovelace99', /^Not your name/],
    ['aaaaaaaaaaaa', /again and again/],
    ['abcabcabcabc', /again and again/],
    ['hunter2hunter2', /again and again/],
    ['1212121212121', /again and again/],
    ['abcdefghijkl', /in a row/],
    ['123456789012', /in a row/],
    ['qwertyuiop123', /in a row/],
    ['1q2w3e4r5t6y', /in a row/],
    ['0987654321qwerty', /in a row/],
    ['Password2026!!', /most common/],
    ['p@ssw0rd123456', /most common/],
    ['Welcome-12345', /most common/],
    ['correct horse battery staple', /most common/],
    ['123iloveyou123', /most common/],
  ])('may not be %s', (password, reason) => expect(passwordFault(password, ada)).toMatch(reason));

  it('may hold a short name', () =>
    expect(passwordFault('jo likes tea at 5', { name: 'Jo' })).toBeUndefined());
});
