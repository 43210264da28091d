import type { NodeStatus } from 'node-red';

/** How a face of a plant fares: its broker, or its REST calls. */
export interface FaceState {
  readonly state: 'connecting' | 'online' | 'offline' | 'closed';
  readonly reason?: string;
  /** Of the reason, for a dialog in another language. */
  readonly kind?: string;
  /** Where REST calls are answered. */
  readonly port?: number;
}

export interface FaceStates {
  readonly mqtt?: FaceState;
  readonly rest?: FaceState;
}

/** What status nodes hear of a config node: trouble first, with its reason as status.reason. */
export const faceStatus = ({ mqtt, rest }: FaceStates): NodeStatus & { reason?: string } => {
  if (mqtt?.state === 'offline') return troubled('MQTT offline', mqtt);
  if (rest?.state === 'offline') return troubled('REST offline', rest);
  if (mqtt?.state === 'connecting')
    return { fill: 'yellow', shape: 'ring', text: 'MQTT connecting' };
  const working = [mqtt && 'MQTT', rest && `REST :${rest.port ?? ''}`].filter(Boolean);
  return { fill: 'green', shape: 'dot', text: working.join(' · ') };
};

const troubled = (text: string, { reason }: FaceState): NodeStatus & { reason?: string } => ({
  fill: 'red',
  shape: 'ring',
  text,
  ...(reason !== undefined && { reason }),
});
