import { testPullRequest } from './sample.ts';

testPullRequest('penguins');
