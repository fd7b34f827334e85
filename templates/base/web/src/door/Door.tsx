import { lazy, type ReactNode, useSyncExternalStore } from 'react';
import { isKeyWanted, onKeyWanted } from './wanted.ts';

const SignIn = lazy(() => import('./SignIn.tsx'));

/** Shows the pages, or asks for a key as soon as the API wants one. */
export function Door({ children }: { children: ReactNode }) {
  return useSyncExternalStore(onKeyWanted, isKeyWanted) ? <SignIn /> : children;
}
