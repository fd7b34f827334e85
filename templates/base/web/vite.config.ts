import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The product's title stands in the page before any script has run; at run time the API's own title replaces it. */
function titleOfProduct(): Plugin {
  const product = JSON.parse(readFileSync(new URL('../product.json', import.meta.url), 'utf8'));
  const asHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return {
    name: 'title-of-product',
    transformIndexHtml: (html) =>
      html
        .replace('<title></title>', () => `<title>${asHtml(product.title)}</title>`)
        .replace('content=""', () => `content="${asHtml(product.description || product.title)}"`),
  };
}

const api = process.env.API_URL ?? 'http://127.0.0.1:8000';
const served = ['/api', '/openapi.json', '/docs', '/healthz', '/readyz', '/metrics'];

export default defineConfig({
  plugins: [react(), titleOfProduct()],
  server: { proxy: Object.fromEntries(served.map((path) => [path, api])) },
  // One file of 160 KB once zipped: splitting it would only add round trips.
  build: { target: 'es2022', reportCompressedSize: false, chunkSizeWarningLimit: 700 },
});
