import type { Node, NodeAPI, NodeDef } from 'node-red';
import { upgraded } from '../resources/givtcp-upgrades.js';
import { asError } from '../src/index.js';
import { configOf } from './configNode.js';
import type { Fields } from './fields.js';
import { offerControls } from './controlDesk.js';
import { finish } from './finish.js';
import { refuseAll } from './refuse.js';
import { evaluator } from './typedValues.js';
import { Writer } from './writer.js';
import { writeOptionsFrom } from './writeOptions.js';

type Definition = NodeDef & Fields;

export default (RED: NodeAPI): void => {
  function GivtcpWrite(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    try {
      const options = writeOptionsFrom(upgraded('givtcp-write', definition));
      const config = configOf(RED, definition);
      attach(this, new Writer(this, config, options, evaluator(RED, this)));
    } catch (error) {
      refuseAll(RED, this, asError(error));
    }
  }

  RED.nodes.registerType<Node, Definition, object, object>('givtcp-write', GivtcpWrite);

  offerControls(RED);
};

const attach = (node: Node, writer: Writer): void => {
  writer.start();
  node.on('input', (message, send, done) => {
    void finish(writer.obey(message, send), done);
  });
  node.on('close', () => writer.close());
};
