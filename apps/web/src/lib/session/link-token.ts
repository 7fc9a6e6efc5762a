/** The token of a link from a mail. It stands behind the #, so that it reaches no server but in the command that uses it. */
export const linkToken = () => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
