/* The dialog of the write node: trying a control without writing, and what would come of it. */
(function () {
  if (window.givtcpDryRun) return;

  const text = (node, key, values) => node._('givtcp-write.' + key, values);
  const words = (node, key, otherwise) =>
    givtcpEditor.words(node, 'givtcp-write.' + key, otherwise);

  /** What the program says, in the user's language; fields as this dialog calls them. */
  function spoken(node, said, otherwise) {
    if (!said || !said.facts.field) return givtcpEditor.sentence(node, said, otherwise);
    const field = words(node, 'field.' + said.facts.field, said.facts.field);
    const facts = { ...said.facts, field };
    return givtcpEditor.sentence(node, { key: said.key, facts }, otherwise);
  }

  function resultOf(node, { outcome, refused, said, registers }) {
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
    const table = outcome.registers.length > 0 ? [tableOf(node, outcome.registers, registers)] : [];
    return [$('<p>').text(text(node, 'dry-run.' + what)), ...table, ...notes];
  }

  function tableOf(node, registers, said) {
    const heads = ['setting', 'register', 'now', 'then'].map((name) =>
      $('<th scope="col">').text(text(node, 'dry-run.' + name)),
    );
    const rows = registers.map(function ({ label, register, was, meaning, skipped }, index) {
      const own = (part, otherwise) => givtcpEditor.sentence(node, said[index][part], otherwise);
      const then = skipped === 'unchanged' ? text(node, 'dry-run.same') : own('meaning', meaning);
      const setting = own('label', label);
      const shown = setting.charAt(0).toUpperCase() + setting.slice(1);
      const cells = [shown, register, was === undefined ? '?' : own('was', was), then];
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
