import type { ComponentType } from 'react';
import { lazy } from 'react';
import { pages as ofKind } from '../kind/index.ts';

/** One entry of the navigation. A kind of model brings its own; every product has the model's page. */
export interface Page {
  path: string;
  label: string;
  Component: ComponentType;
}

const ModelPage = lazy(() => import('../model/ModelPage.tsx'));

export const pages: Page[] = [...ofKind, { path: '/model', label: 'Model', Component: ModelPage }];
