export type { Dongle } from '../protocol/recorded/dongles.js';
export {
  framesIn,
  type Answer,
  type DecodedFrame,
  type FrameOptions,
  type Frames,
} from './frames.js';
export {
  decodeRecording,
  type DecodedAnswer,
  type DecodedRecording,
  type RecordingOptions,
} from './recording.js';
export {
  decoderFor,
  type Decode,
  type Decoded,
  type DecoderOptions,
  type Value,
} from './values.js';
export { modelIn, type Known } from './who.js';
export type { RegistersRead } from './memory.js';
