/** The parts of one's account, in their order. */
export const accountPages = [
  { label: 'Account', href: '/account' },
  { label: 'Privacy', href: '/account/privacy' },
];
