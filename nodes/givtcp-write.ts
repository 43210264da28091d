import type { Node, NodeAPI, NodeDef } from 'node-red';
import { upgraded } from '../resources/givtcp-upgrades.js';
import { asError } from '../src/index.js';
import { configOf } from './config/configNode.js';
import type { Fields } from './common/fields.js';
import { offerControls } from './dialogs/controlDesk.js';
import { finish } from './common/finish.js';
import { refuseAll } from './common/refuse.js';
import { evaluator } from './write/typedValues.js';
import { Writer } from './write/writer.js';
import { writeOptionsFrom } from './write/writeOptions.js';
import { languageOf, speakOwnLanguage } from './common/language.js';

type Definition = NodeDef & Fields;

export default (RED: NodeAPI): void => {
  function GivtcpWrite(this: Node, definition: Definition): void {
    RED.nodes.createNode(this, definition);
    speakOwnLanguage(RED, this);
    try {
      const options = writeOptionsFrom(upgraded('givtcp-write', definition));
      const config = configOf(RED, definition);
      attach(this, new Writer(this, config, options, evaluator(RED, this), languageOf(RED)));
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
