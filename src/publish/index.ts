// Faces: what a snapshot looks like in messages, on MQTT and over HTTP.
export { forget, newsOf, nothingTold, type News, type Told, type Topic } from './changes.js';
export { command, type CommandResult } from './commands.js';
export type { Scalar, Tree } from './fields.js';
export type { RunningJob } from './givtcp/row.js';
export { leavesOf, topicOf, type Leaf } from './leaves.js';
export {
  leafMessages,
  namings,
  readMessage,
  type Naming,
  type ReadMessage,
  type Style,
} from './messages.js';
export type { PlantSource } from './plantView.js';
export { availabilityOf, Publisher, type PublisherOptions } from './publisher.js';
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
export { readingsOf, readingsOn, type ReadingChoice } from './readings.js';
export { reportDocs, type DocRow } from './reportDocs.js';
export { serveRest, type Rest } from './rest.js';
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
export { tryBroker, type BrokerTrial } from './brokerTrial.js';
