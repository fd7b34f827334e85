import { testWithQuestions } from './product.ts';
import { testSample } from './sample.ts';

testSample('house-prices', testWithQuestions);
