/** An MQTT broker in this process. `heard` is called with every message of its clients. */
export declare const startBroker: (
  port: number,
  host: string,
  heard: (topic: string, payload: string) => void,
) => Promise<{ close(): Promise<void> }>;
