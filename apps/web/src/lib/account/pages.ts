/** The parts of one's own account, in their order. */
export const accountPages: readonly { label: string; href: string }[] = [
  { label: 'Profile', href: '/account' },
  { label: 'Security', href: '/account/security' },
  { label: 'Sessions', href: '/account/sessions' },
  { label: 'Privacy', href: '/account/privacy' },
];
