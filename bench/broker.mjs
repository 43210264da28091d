// The least of an MQTT 3.1.1 broker: accepts, acknowledges, counts, forgets. Its parent says how many
// messages it waits for and is told when they are there.
import { createServer } from 'node:net';

const REPLIES = {
  1: () => [0x20, 2, 0, 0], // CONNECT: accepted
  3: (packet, head) => acknowledged(packet, head),
  8: (packet, head) => [0x90, 3, packet[head], packet[head + 1], 0],
  10: (packet, head) => [0xb0, 2, packet[head], packet[head + 1]],
  12: () => [0xd0, 0], // PINGREQ
};

let count = 0;
let wanted = Infinity;
const report = () => {
  if (count < wanted) return;
  process.send(count);
  count = 0;
  wanted = Infinity;
};

const acknowledged = (packet, head) => {
  count++;
  const qos = (packet[0] >> 1) & 3;
  if (qos === 0) return [];
  const at = head + 2 + packet.readUInt16BE(head);
  return [0x40, 2, packet[at], packet[at + 1]];
};

/** Where the packet's own part begins and where it ends; undefined while bytes are missing. */
const extent = (bytes) => {
  let length = 0;
  for (let i = 1; i < Math.min(bytes.length, 5); i++) {
    length += (bytes[i] & 127) * 128 ** (i - 1);
    if (bytes[i] < 128) return { head: i + 1, end: i + 1 + length };
  }
  return undefined;
};

const server = createServer((socket) => {
  let held = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const replies = [];
    for (let size = extent(held); size !== undefined && size.end <= held.length;) {
      replies.push(...(REPLIES[held[0] >> 4]?.(held, size.head) ?? []));
      held = held.subarray(size.end);
      size = extent(held);
    }
    if (replies.length > 0) socket.write(Buffer.from(replies));
    report();
  });
});

process.on('message', (messages) => {
  wanted = messages;
  report();
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
