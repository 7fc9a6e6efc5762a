export type Part = { text: string; href?: string };

/** A mail's text with the addresses of this site as links; those of others stay text. */
export const withLinks = (text: string, origin: string): Part[] =>
  text.split(/(https?:\/\/\S+)/).flatMap((part) => {
    if (part === '') return [];
    if (!URL.canParse(part) || !/^https?:/.test(part)) return [{ text: part }];
    const { origin: of, pathname, search, hash } = new URL(part);
    return [of === origin ? { text: part, href: pathname + search + hash } : { text: part }];
  });
