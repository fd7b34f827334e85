import { testAll } from './product.ts';
import { testSample } from './sample.ts';

testSample('house-prices', testAll);
