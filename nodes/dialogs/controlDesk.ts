import type { Node, NodeAPI } from 'node-red';
import {
  asError,
  controlNames,
  describeControl,
  examplePayload,
  GivError,
  type Offer,
  type Outcome,
} from '../../src/index.js';
import { configNamed, type ConfigNode } from '../config/configNode.js';
import type { Fields } from '../common/fields.js';
import { notDeployed } from './info.js';
import { jsonOnly } from './jsonOnly.js';
import { isRecord } from '../common/payload.js';
import { evaluator } from '../write/typedValues.js';
import { writeOptionsFrom } from '../write/writeOptions.js';
import { messagePhrases } from '../common/phrases.js';
import { wordsOf, wordsOfError, wordsOfPiece, type Worded } from '../common/said.js';

/** What the dialog of the write node asks for: controls in general, those of one plant, and dry runs. */
export const offerControls = (RED: NodeAPI): void => {
  const mayRead = RED.auth.needsPermission('givtcp-write.read');
  RED.httpAdmin.get('/givtcp/controls', mayRead, (_request, response) => {
    response.json(controls());
  });
  RED.httpAdmin.get('/givtcp/controls/:id', mayRead, (request, response) => {
    const config = configNamed(RED, request.params['id']);
    if (config === undefined) response.status(404).json(notDeployed);
    else response.json(offersOf(config));
  });
  RED.httpAdmin.post(
    '/givtcp/dry-run/:id',
    RED.auth.needsPermission('givtcp-write.write'),
    jsonOnly,
    (request, response) => {
      const config = configNamed(RED, request.params['id']);
      if (config === undefined) return void response.status(404).json(notDeployed);
      const form: unknown = request.body;
      void tryOut(RED, config, isRecord(form) ? form : {}).then((answer) => response.json(answer));
    },
  );
};

const controls = () =>
  controlNames.map((name) => {
    const description = describeControl(name);
    return { ...description, example: examplePayload(description) };
  });

/** Nothing as long as there is no plant to ask. */
const offersOf = (config: ConfigNode) => {
  try {
    const { offers, snapshot } = config.inverter();
    return {
      offers: offers.map(withWords),
      ...(snapshot !== undefined && { model: snapshot.model.name }),
    };
  } catch {
    return { offers: [] };
  }
};

/** For dialogs in other languages. */
const withWords = (offer: Offer) => ({
  ...offer,
  ...(offer.refused !== undefined && { said: wordsOf(offer.refused) }),
});

type Tried =
  | {
      readonly outcome: Outcome;
      /** Of each warning, and of the texts of each register. */
      readonly said: readonly (Worded | null)[];
      readonly registers: readonly Readonly<Record<'label' | 'was' | 'meaning', Worded | null>>[];
    }
  | {
      readonly refused: { readonly code: string; readonly message: string };
      readonly said?: Worded;
    };

/** What a form would do; whatever it says, nothing is written. */
const tryOut = async (RED: NodeAPI, config: ConfigNode, form: Fields): Promise<Tried> => {
  try {
    const { control, values, force, strictSeed } = writeOptionsFrom(form);
    if (control === undefined)
      throw new GivError('UNKNOWN_FUNCTION', messagePhrases.say('chooseControl'));
    const evaluate = evaluator(RED, nodeOf(RED, form) ?? config);
    const message = { _msgid: '', payload: form['payload'] };
    const payload = values === undefined ? form['payload'] : await evaluate(values, message);
    const outcome = await config.apply(control, payload, { force, strictSeed, dryRun: true });
    return {
      outcome,
      said: outcome.warnings.map((warning) => wordsOf(warning) ?? null),
      registers: outcome.registers.map(({ label, was, meaning }) => ({
        label: pieceOf(label),
        was: was === undefined ? null : pieceOf(was),
        meaning: pieceOf(meaning),
      })),
    };
  } catch (error) {
    const code = error instanceof GivError ? error.code : 'FAILED';
    const said = wordsOfError(asError(error));
    return { refused: { code, message: asError(error).message }, ...(said && { said }) };
  }
};

const pieceOf = (text: string): Worded | null => wordsOfPiece(text) ?? null;

/** The node as it is deployed: its flow's context and environment. */
const nodeOf = (RED: NodeAPI, form: Fields): Node | undefined => {
  const id = form['node'];
  return typeof id === 'string' ? (RED.nodes.getNode(id) ?? undefined) : undefined;
};
