import { useEffect } from 'react';
import { useOpenApi } from '../api/document.ts';

/** Names the browser's tab after the page and the product. */
export function usePageTitle(page: string) {
  const product = useOpenApi().data?.info.title;
  useEffect(() => {
    if (product) document.title = `${page} · ${product}`;
  }, [page, product]);
}
