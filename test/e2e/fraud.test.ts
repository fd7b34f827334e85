import { testSample } from './sample.ts';

testSample('fraud');
