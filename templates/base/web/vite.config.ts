import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { opening } from './src/show/opening.ts';

/** The product's own words stand in the page before any script has run; at run time the API's replace them. */
function wordsOfProduct(): Plugin {
  const { title, description } = JSON.parse(
    readFileSync(new URL('../product.json', import.meta.url), 'utf8'),
  );
  const [question, more] = opening(description ?? '');
  const words: Record<string, string> = { title, description: description || title, question, more };
  const asHtml = (text = '') => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return {
    name: 'words-of-product',
    transformIndexHtml: (html) => html.replace(/%(\w+)%/g, (_, word) => asHtml(words[word])),
  };
}

/** `main.ts` asks for the rest after the first paint; the browser fetches it meanwhile, after the styles. */
function preloadStart(): Plugin {
  return {
    name: 'preload-start',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) => {
        const start = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === 'start');
        const files = start?.type === 'chunk' ? [start.fileName, ...start.imports] : [];
        return files.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `/${file}` },
          injectTo: 'head',
        }));
      },
    },
  };
}

const api = process.env.API_URL ?? 'http://127.0.0.1:8000';
const served = ['/api', '/openapi.json', '/docs', '/healthz', '/readyz', '/metrics'];

export default defineConfig({
  plugins: [react(), wordsOfProduct(), preloadStart()],
  server: { proxy: Object.fromEntries(served.map((path) => [path, api])) },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    // A small file of styles, and whatever several pages need, are fetched once: more files are more round trips.
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'shared', test: (id) => !id.includes('preload-helper'), minShareCount: 2 }],
        },
      },
    },
  },
});
