import { npm } from './product.ts';
import { testPullRequest } from './sample.ts';

testPullRequest('digits', (_product, tested) => npm(tested, 'run', 'check'));
