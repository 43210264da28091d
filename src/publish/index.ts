// Faces: what a snapshot looks like in messages, on MQTT and over HTTP.
export { forget, newsOf, nothingTold, type News, type Told, type Topic } from './mqtt/changes.js';
export { command, commandPhrases, type CommandResult } from './commands.js';
export type { Scalar, Tree } from './report/fields.js';
export type { RunningJob } from './givtcp/row.js';
export { leavesOf, topicOf, type Leaf } from './report/leaves.js';
export {
  leafMessages,
  namings,
  readMessage,
  type Naming,
  type ReadMessage,
  type Style,
} from './report/messages.js';
export type { PlantSource } from './plantView.js';
export { availabilityOf, Publisher, type PublisherOptions } from './mqtt/publisher.js';
export {
  metaOf,
  readFunctions,
  report,
  type Extras,
  type Meta,
  type RawWords,
  type ReadFunction,
} from './report/report.js';
export { readingsOf, readingsOn, type ReadingChoice } from './report/readings.js';
export { reportDocs, type DocRow } from './report/reportDocs.js';
export { restPhrases, serveRest, type Rest } from './rest.js';
export {
  openBroker,
  type Broker,
  type BrokerOptions,
  type BrokerState,
  type BrokerStatus,
  type PublishOptions,
  type Received,
  type TlsOptions,
} from './mqtt/broker.js';
export { brokerPhrases } from './mqtt/brokerErrors.js';
export { tryBroker, type BrokerTrial } from './mqtt/brokerTrial.js';
