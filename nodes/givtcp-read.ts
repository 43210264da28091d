import type { Node, NodeAPI, NodeDef } from 'node-red';
import { upgraded } from '../resources/givtcp-upgrades.js';
import { asError } from '../src/index.js';
import { configOf } from './config/configNode.js';
import type { Fields } from './common/fields.js';
import { finish } from './common/finish.js';
import { Reader } from './read/reader.js';
import { readOptionsFrom } from './read/readOptions.js';
import { offerReadings } from './dialogs/readingDesk.js';
import { refuseAll } from './common/refuse.js';
import { speakOwnLanguage } from './common/language.js';

type Definition = NodeDef & Fields;

export default (RED: NodeAPI): void => {
  function GivtcpRead(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    speakOwnLanguage(RED, this);
    try {
      attach(
        this,
        new Reader(
          this,
          configOf(RED, definition),
          readOptionsFrom(upgraded('givtcp-read', definition)),
        ),
      );
    } catch (error) {
      refuseAll(RED, this, asError(error));
    }
  }

  RED.nodes.registerType<Node, Definition, object, object>('givtcp-read', GivtcpRead);
  offerReadings(RED);
};

const attach = (node: Node, reader: Reader): void => {
  reader.start();
  node.on('input', (message, send, done) => {
    void finish(reader.answer(message, send), done);
  });
  node.on('close', () => reader.close());
};
