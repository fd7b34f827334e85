import { testSample } from './sample.ts';

testSample('penguins');
