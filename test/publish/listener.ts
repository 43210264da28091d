import { connectAsync, type IClientOptions, type IPublishPacket } from 'mqtt';
import { PASSWORD, USER } from './brokers.js';

export interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly packet: IPublishPacket;
}

export interface Listener {
  /** All messages so far. */
  readonly heard: readonly Heard[];
  /** The first message, already heard or yet to come, that fits; `from`: passing over so many. */
  until(fits: (message: Heard) => boolean, from?: number): Promise<Heard>;
  send(
    topic: string,
    payload: string,
    options?: Parameters<Awaited<ReturnType<typeof connectAsync>>['publishAsync']>[2],
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** Another client of the broker: what a dashboard or Home Assistant would see. */
export const listen = async (
  port: number,
  filter: string,
  options: IClientOptions = {},
): Promise<Listener> => {
  const client = await connectAsync({
    host: '127.0.0.1',
    port,
    username: USER,
    password: PASSWORD,
    reconnectPeriod: 0,
    ...options,
  });
  const heard: Heard[] = [];
  const waiting = new Set<(message: Heard) => void>();
  client.on('message', (topic, payload, packet) => {
    const message = { topic, payload: payload.toString(), retain: packet.retain, packet };
    heard.push(message);
    for (const tell of waiting) tell(message);
  });
  await client.subscribeAsync(filter, { qos: 1 });
  return {
    heard,
    until: (fits, from = 0) =>
      new Promise((resolve) => {
        const known = heard.slice(from).find(fits);
        if (known !== undefined) return resolve(known);
        const tell = (message: Heard) => {
          if (!fits(message)) return;
          waiting.delete(tell);
          resolve(message);
        };
        waiting.add(tell);
      }),
    send: (topic, payload, sending) => client.publishAsync(topic, payload, sending ?? {}),
    close: () => client.endAsync(true),
  };
};
