/** Two servers behind a balancer, one restarted under load. The long run with its figures is `npm run bench -- soak`. */
import { expect, it } from 'vitest';
import { soak } from '../../bench/soak.mjs';
import { exampleOf } from '../e2e/product.ts';
import { keptProduct } from './product.ts';

it('loses no request when one of two servers is restarted', async () => {
  const product = await keptProduct();
  const found = await soak({ product, body: JSON.stringify(exampleOf(product)), seconds: 10 });
  expect(found.failed).toEqual([]);
  expect(found.answered).toBeGreaterThan(100);
  expect(found.exit).toBe(0);
});
