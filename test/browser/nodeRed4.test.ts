import { runtimes } from '../nodes/runtimes.js';
import { suite } from './suite.js';

for (const runtime of runtimes) if (runtime.name === 'Node-RED 4') suite(runtime, '127.0.44.1');
