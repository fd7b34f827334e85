import { lazy } from 'react';
import type { Page } from '../app/pages.ts';
import { PredictPage } from './PredictPage.tsx';

/** What this kind of model adds to the page. The first entry is the page that opens. */
export const pages: Page[] = [
  { path: '/', label: 'Predict', Component: PredictPage },
  { path: '/batch', label: 'Batch', Component: lazy(() => import('./batch/BatchPage.tsx')) },
];
