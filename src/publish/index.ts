// Faces: what a snapshot looks like in messages, on MQTT and over HTTP.
export { newsOf, nothingTold, type News, type Told, type Topic } from './changes.js';
export type { Scalar, Tree } from './fields.js';
export { leavesOf, topicOf, type Leaf } from './leaves.js';
export {
  leafMessages,
  namings,
  readMessage,
  type Naming,
  type ReadMessage,
  type Style,
} from './messages.js';
export {
  isReadFunction,
  metaOf,
  readFunctions,
  report,
  type Extras,
  type Meta,
  type RawWords,
  type ReadFunction,
} from './report.js';
export { reportDocs, type DocRow } from './reportDocs.js';
export {
  openBroker,
  type Broker,
  type BrokerOptions,
  type BrokerState,
  type BrokerStatus,
  type PublishOptions,
  type Received,
  type TlsOptions,
} from './broker.js';
