import { runtimes } from '../nodes/runtimes.js';
import { suite } from './suite.js';

for (const runtime of runtimes) if (runtime.name === 'Node-RED 5') suite(runtime, '127.0.45.1');
