import type { NodeStatus } from 'node-red';
import { badgePhrases } from '../common/phrases.js';

/** How a face of a plant fares: its broker, or its REST calls. */
export interface FaceState {
  readonly state: 'connecting' | 'online' | 'offline' | 'closed';
  readonly reason?: string;
  /** Where REST calls are answered. */
  readonly port?: number;
}

export interface FaceStates {
  readonly mqtt?: FaceState;
  readonly rest?: FaceState;
}

const { say } = badgePhrases;

/** What status nodes hear of a config node: trouble first, with its reason as status.reason. */
export const faceStatus = ({ mqtt, rest }: FaceStates): NodeStatus & { reason?: string } => {
  if (mqtt?.state === 'offline') return troubled(say('mqttOffline'), mqtt);
  if (rest?.state === 'offline') return troubled(say('restOffline'), rest);
  if (mqtt?.state === 'connecting')
    return { fill: 'yellow', shape: 'ring', text: say('mqttConnecting') };
  const working = [mqtt && say('mqtt'), rest && say('rest', { port: rest.port ?? '' })].filter(
    Boolean,
  );
  return { fill: 'green', shape: 'dot', text: working.join(' · ') };
};

const troubled = (text: string, { reason }: FaceState): NodeStatus & { reason?: string } => ({
  fill: 'red',
  shape: 'ring',
  text,
  ...(reason !== undefined && { reason }),
});
