import { answer } from '../api/problem.ts';

const SIGNED_IN = 'signed-in';

/** Exchanges a key for a cookie that no script can read. Throws a `Problem` where the key is not known. */
export async function signIn(key: string): Promise<void> {
  await answer(send('POST', JSON.stringify({ key })));
  remember(true);
}

/** Has the browser forget the cookie. */
export async function signOut(): Promise<void> {
  remember(false);
  await answer(send('DELETE'));
}

/** Whether somebody signed in here. The cookie cannot be seen, so it is noted beside it. */
export function isSignedIn(): boolean {
  try {
    return localStorage.getItem(SIGNED_IN) !== null;
  } catch {
    return false; // a browser that keeps nothing
  }
}

function remember(isIn: boolean) {
  try {
    if (isIn) localStorage.setItem(SIGNED_IN, 'yes');
    else localStorage.removeItem(SIGNED_IN);
  } catch {
    // only the button to sign out is missed
  }
}

async function send(method: string, body?: string) {
  const headers = body ? { 'Content-Type': 'application/json' } : undefined;
  const response = await fetch('/api/v1/session', { method, headers, body });
  const told = response.status === 204 ? true : await response.json();
  return response.ok ? { data: told, response } : { error: told, response };
}
