import type { ComponentType } from 'react';
import { lazy } from 'react';
import { pages as ofKind } from '../kind/index.ts';

/** One page. Those with a label stand in the navigation; the others are reached from one that does. */
export interface Page {
  path: string;
  label?: string;
  Component: ComponentType;
}

/** A kind of model brings its own pages; past answers and the model's card are every product's. */
export const pages: Page[] = [
  ...ofKind,
  { path: '/history', label: 'History', Component: lazy(() => import('../history/HistoryPage.tsx')) },
  { path: '/history/:id', Component: lazy(() => import('../history/EntryPage.tsx')) },
  { path: '/model', label: 'Model', Component: lazy(() => import('../model/ModelPage.tsx')) },
];
