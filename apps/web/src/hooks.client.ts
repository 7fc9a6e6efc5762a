import type { HandleClientError } from '@sveltejs/kit/hooks';

/** Words for what no load function put into words: an address without a page, or a mistake of ours. */
export const handleError: HandleClientError = ({ kind, error, event }) => {
  if (kind === 'app') return;
  if (kind === 'framework')
    return { title: 'There is nothing here', message: `No page has the address ${event.url.pathname}.` };
  console.error(error);
  return {
    title: 'This page stopped working',
    message: 'The page ran into a mistake of its own. Nothing was changed by it.',
    hint: 'The details are in the browser’s console.',
  };
};
