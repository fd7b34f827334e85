import { testWithData } from './product.ts';
import { testSample } from './sample.ts';

testSample('fraud', testWithData);
