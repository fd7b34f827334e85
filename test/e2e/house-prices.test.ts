import { testSample } from './sample.ts';

testSample('house-prices');
