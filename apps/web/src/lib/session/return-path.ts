/** Where to go once signed in. Only a path of this site: a link must not send people elsewhere after sign-in. */
export function returnPath(asked: string | null, origin: string): string {
  if (!asked || !URL.canParse(asked, origin)) return '/';
  const target = new URL(asked, origin);
  return target.origin === origin ? target.pathname + target.search + target.hash : '/';
}
