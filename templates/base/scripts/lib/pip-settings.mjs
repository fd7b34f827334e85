/**
 * pip's settings as uv's variables. Companies set their mirror, certificate and proxy for pip, and uv reads none of it.
 */
import { ask } from './run.mjs';

/** pip's option → uv's variable, and how it joins several values. What uv was told itself stays. */
const VARIABLES = {
  'index-url': ['UV_DEFAULT_INDEX', ' '],
  'extra-index-url': ['UV_INDEX', ' '],
  'find-links': ['UV_FIND_LINKS', ','],
  'trusted-host': ['UV_INSECURE_HOST', ' '],
  cert: ['SSL_CERT_FILE', ' '],
  'client-cert': ['SSL_CLIENT_CERT', ' '],
  proxy: ['ALL_PROXY', ' '],
  timeout: ['UV_HTTP_TIMEOUT', ' '],
  'default-timeout': ['UV_HTTP_TIMEOUT', ' '],
};

/** Sections of pip's configuration, the weaker first. */
const SECTIONS = ['global', 'install', ':env:'];

/** @returns {Promise<Record<string, string>>} variables for uv's environment */
export async function pipSettings(python) {
  const listed = (await ask(python, ['-m', 'pip', 'config', 'list'])) ?? '';
  const env = {};
  for (const section of SECTIONS) {
    for (const { option, values } of parse(listed).filter((it) => it.section === section)) {
      const [variable, separator] = VARIABLES[option] ?? [];
      if (variable && !process.env[variable]) env[variable] = values.join(separator);
    }
  }
  // pip takes the best version of all its indexes, uv by default only the first that knows the name. Every package is
  // pinned by its hash, so that asking all of them cannot bring in a stranger's.
  if (env.UV_INDEX) env.UV_INDEX_STRATEGY = 'unsafe-best-match';
  return env;
}

/** `global.index-url='https://…'`, several values separated by spaces or escaped line breaks. */
export function parse(listed) {
  return listed.split('\n').flatMap((line) => {
    const [, section, option, value] =
      line.match(/^(.+?)\.([\w-]+)=(['"])(.*)\3$/)?.filter((_, i) => i !== 3) ?? [];
    if (section === undefined) return [];
    return [{ section, option, values: value.replaceAll('\\n', ' ').split(/\s+/).filter(Boolean) }];
  });
}
