/** What a password must be. Imports nothing: the API refuses by these rules, and pages say so while one types. */

export const passwordLength = { min: 12, max: 200 };

/** What most people make long passwords of, without the digits and signs around them. */
const common = new Set(
  `password passwort motdepasse contrasena passphrase passcode mypassword thepassword yourpassword passwordpassword
  changeme changemenow letmein letmeinnow letmeinplease welcome welcomehome welcomeback administrator adminadmin admin
  superadmin rootroot superuser superman batman spiderman pokemon starwars football baseball basketball liverpool
  chelsea arsenal barcelona iloveyou iloveyouso iloveyoubaby ilovejesus jesuschrist sunshine princess dragon monkey
  shadow master trustno secret topsecret default guest testtest testing testpassword qwerty qwertyqwerty qwertyui
  qwertyuiop asdfasdf asdfghjkl zxcvbnm qazwsx qazwsxedc qazwsxedcrfv qweasdzxc abcabc abcd abcdef abcdefgh
  correcthorsebatterystaple thequickbrownfox loremipsum nothingtosee whatever summer winter spring autumn january
  february march april june july august september october november december monday friday computer internet
  freedom forever hello helloworld pgai postgres postgresql`.split(/\s+/),
);

/** Neighbours on keyboards and in alphabets. */
const rows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
];
const letterOf: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const bare = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
const letters = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}]/gu, '');
const words = (password: string) => [
  letters(password),
  letters(password.replace(/[\d\W_]+$/, '').replaceAll(/[013457@$!]/g, (sign) => letterOf[sign] ?? sign)),
];

const repeats = (text: string) => /^(.+?)\1+.{0,2}$/u.test(text) || new Set(text).size < 5;

/** Three of four steps go to a neighbour. */
const runs = (text: string) => {
  const steps = [...text].slice(1).map((letter, at) => text[at] + letter);
  const known = steps.filter((step) =>
    rows.some((row) => row.includes(step) || row.includes([...step].reverse().join(''))),
  );
  return steps.length > 0 && known.length >= steps.length * 0.75;
};

/** Why this is no password for this person, in one sentence; undefined when it is one. */
export function passwordFault(password: string, person: { email?: string; name?: string } = {}) {
  const { min, max } = passwordLength;
  if (password.length < min) return `At least ${min} characters. A short sentence works well.`;
  if (password.length > max) return `At most ${max} characters.`;
  const text = bare(password);
  const own = [person.email, person.email?.split('@')[0], person.name].map((part) => bare(part ?? ''));
  if (own.some((part) => part.length > 2 && text.replaceAll(part, '').length < 4))
    return 'Not your name or e-mail address: others know them.';
  if (repeats(text)) return 'The same few characters again and again are guessed first.';
  if (runs(text)) return 'Neighbouring keys or letters in a row are guessed first.';
  if (words(password).some((word) => common.has(word)))
    return 'This is one of the most common passwords, and guessed first.';
  return undefined;
}
