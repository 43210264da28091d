/*
 * How nodes saved by older versions become what this version knows. Used by the runtime, so that a
 * flow works without being opened, and by the dialogs, so that opening it shows what it does.
 * The step at index 0 makes schema 2 of schema 1; what was never saved with a schema counts as 1.
 */
(function () {
  const steps = {
    // Schema 2: a choice of values; none chosen means all, as before.
    'givtcp-read': [(node) => ({ fields: [], ...node })],
    // Schema 2: where a value comes from; all of them were fixed before.
    'givtcp-write': [(node) => ({ valueTypes: {}, ...node })],
    // Schema 2: the language of labels, which were English before.
    'givtcp-event': [(node) => ({ language: 'en-US', ...node })],
    // Schema 2: the sky, which was left to chance before.
    'givtcp-simulator': [(node) => ({ sky: 'usual', ...node })],
  };

  /** The schema that this version saves. */
  function schemaOf(type) {
    return (steps[type] || []).length + 1;
  }

  /** A node as this version would have saved it; one of a later version is left as it is. */
  function upgraded(type, node) {
    const stored = Number(node.schema) || 1;
    const missed = (steps[type] || []).slice(stored - 1);
    // The editor holds a field that was never saved as undefined, which is no answer.
    const saved = Object.fromEntries(
      Object.entries(node).filter(([, value]) => value !== undefined),
    );
    const now = missed.reduce((before, step) => step(before), saved);
    return { ...now, schema: Math.max(stored, schemaOf(type)) };
  }

  const upgrades = { schemaOf, upgraded };
  if (typeof module === 'object') module.exports = upgrades;
  else window.givtcpUpgrades = upgrades;
})();
