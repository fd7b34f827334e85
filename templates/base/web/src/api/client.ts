import createClient from 'openapi-fetch';
import type { paths } from './openapi.d.ts';

/** The API of this product. Its paths and envelopes are typed by `npm run types`; the fields are read at run time. */
export const api = createClient<paths>();
