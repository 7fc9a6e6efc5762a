import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite';

const source = '@pgai/source';
const api = `http://127.0.0.1:${process.env.PORT ?? 4000}`;

/**
 * The API's content security policy refuses style attributes in markup, and Kit and bits-ui have a few. As expressions
 * Svelte sets them through the CSSOM, which the policy allows.
 */
const stylesThroughScript = {
  markup: ({ content }: { content: string }) => ({
    code: content.replaceAll(/(\s)style="([^"{}]*)"/g, '$1style={"$2"}'),
  }),
};

// What is built is for production, also when a test run (NODE_ENV=test) asked for it.
const forProduction = {
  name: 'for-production',
  config: () => {
    process.env.NODE_ENV = 'production';
  },
  apply: 'build' as const,
};

export default defineConfig({
  plugins: [
    forProduction,
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      preprocess: stylesThroughScript,
    }),
  ],
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  // Nothing as data: URL; the policy wants every font as a file of this site.
  build: {
    assetsInlineLimit: 0,
    // Else every icon is a request of its own. Only leaves may be grouped: with modules that import Kit in a group,
    // error pages reload for ever.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'icons', test: /node_modules\/@lucide/ }] } },
    },
  },
  server: {
    proxy: { '/api': api, '/socket.io': { target: api, ws: true }, '/collab': { target: api, ws: true } },
  },
});
