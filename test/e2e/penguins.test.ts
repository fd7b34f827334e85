import { runJob } from './pull-request.ts';
import { testPullRequest } from './sample.ts';

testPullRequest('penguins', (product) => runJob(product, 'check'));
