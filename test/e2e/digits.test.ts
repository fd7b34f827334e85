import { testPullRequest } from './sample.ts';

testPullRequest('digits');
