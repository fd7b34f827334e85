import type { Page } from '../app/pages.ts';
import { AskPage } from './AskPage.tsx';

/** What this kind of model adds to the page: the one that asks. */
export const pages: Page[] = [{ path: '/', label: 'Predict', Component: AskPage }];
