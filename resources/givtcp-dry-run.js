/* The dialog of the write node: trying a control without writing, and what would come of it. */
(function () {
  if (window.givtcpDryRun) return;

  const SAID = 'givtcp-write.said.';

  const text = (node, key, values) => node._('givtcp-write.' + key, values);
  const words = (node, key, otherwise) =>
    givtcpEditor.words(node, 'givtcp-write.' + key, otherwise);

  /** "chargeSlot1 start" as "Charge slot 1 start". */
  function spaced(name) {
    const said = name.replace(/([A-Z]|\d+)/g, ' $1').toLowerCase();
    return said.charAt(0).toUpperCase() + said.slice(1);
  }

  /** What the program says, in the user's language; fields as this dialog calls them. */
  function spoken(node, said, otherwise) {
    if (!said || !said.facts.field) return givtcpEditor.sentence(node, SAID, said, otherwise);
    const field = words(node, 'field.' + said.facts.field, said.facts.field);
    const facts = { ...said.facts, field };
    return givtcpEditor.sentence(node, SAID, { kind: said.kind, facts }, otherwise);
  }

  function resultOf(node, { outcome, refused, said }) {
    if (refused)
      return [
        $('<p>').append($('<b>').text(text(node, 'dry-run.refused'))),
        $('<p>').text(spoken(node, said, refused.message)),
      ];
    const writes = outcome.registers.filter(({ skipped }) => skipped !== 'unchanged');
    const otherwise = outcome.result === 'dryRun' ? 'rate' : 'nothing';
    const what = writes.length === 0 ? otherwise : 'would';
    const notes = outcome.warnings.map((warning, index) =>
      $('<p>').text(spoken(node, said[index], warning)),
    );
    const table = outcome.registers.length > 0 ? [tableOf(node, outcome.registers)] : [];
    return [$('<p>').text(text(node, 'dry-run.' + what)), ...table, ...notes];
  }

  function tableOf(node, registers) {
    const heads = ['setting', 'register', 'now', 'then'].map((name) =>
      $('<th scope="col">').text(text(node, 'dry-run.' + name)),
    );
    const rows = registers.map(function ({ name, register, was, meaning, skipped }) {
      const then = skipped === 'unchanged' ? text(node, 'dry-run.same') : meaning;
      const cells = [spaced(name), register, was === undefined ? '?' : was, then];
      return $('<tr>').append(cells.map((cell) => $('<td>').text(String(cell))));
    });
    return $('<table class="givtcp-table">').append($('<tr>').append(heads), rows);
  }

  /** Asks what a control would do, and shows it. */
  function run(node, asked) {
    const result = $('#givtcp-dry-run-result').text(text(node, 'dry-run.busy'));
    givtcpEditor.busy('#givtcp-dry-run', true);
    $.ajax({
      url: 'givtcp/dry-run/' + encodeURIComponent(givtcpEditor.chosenInverter(node)),
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ node: node.id, ...asked }),
    })
      .done((answer) => result.empty().append(resultOf(node, answer)))
      .fail((request) => result.text(givtcpEditor.failure(node, 'givtcp-write', request)))
      .always(() => givtcpEditor.busy('#givtcp-dry-run', false));
  }

  window.givtcpDryRun = { run, spoken };
})();
