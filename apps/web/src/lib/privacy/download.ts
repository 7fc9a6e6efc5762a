/** Hands a file that the page already holds to the browser's downloads. */
export function download(name: string, content: unknown) {
  const file = new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
  const link = Object.assign(document.createElement('a'), {
    href: URL.createObjectURL(file),
    download: name,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}
