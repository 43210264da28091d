/* The dialog of the read node: the values of this plant to choose from, and the message it sends. */
(function () {
  if (window.givtcpRead) return;

  const form = () => ({
    function: $('#node-input-function').val(),
    trigger: $('#node-input-trigger').val(),
    every: $('#node-input-every').val(),
    output: $('#node-input-output').val(),
    naming: $('#node-input-naming').val(),
    maxAge: $('#node-input-maxAge').val(),
  });

  function post(node, what) {
    return $.ajax({
      url: 'givtcp/' + what + '/' + encodeURIComponent(givtcpEditor.chosenInverter(node)),
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ ...form(), fields: chosen() }),
    });
  }

  const chosen = () =>
    $('#givtcp-fields input:checked')
      .toArray()
      .map((box) => box.value);

  const slug = (words) =>
    words
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '');

  /** The label of a reading in the user's language, or the table's own. */
  function labelOf(node, reading) {
    if (!reading.what) return reading.path;
    return givtcpEditor.words(node, 'givtcp-read.reading.' + slug(reading.what), reading.what);
  }

  function shownValue({ value, unit, count }) {
    if (value === undefined) return unit;
    if (typeof value === 'object') return Array.isArray(value) ? '[' + value.length + ']' : '';
    return [String(value), unit, count > 1 ? '(' + count + ')' : ''].filter(Boolean).join(' ');
  }

  function rowOf(node, reading, ticked) {
    const box = $('<input type="checkbox">').val(reading.path).prop('checked', ticked);
    const words = $('<span class="givtcp-field-words">').text(labelOf(node, reading));
    const path = $('<code>').text(reading.path);
    const value = $('<span class="givtcp-field-value">').text(shownValue(reading));
    return $('<label class="givtcp-field">').append(box, words, path, value);
  }

  /** What was chosen stays in view although this plant does not tell it now. */
  function listed(readings, kept) {
    const known = readings.map(({ path }) => path);
    const gone = kept.filter((path) => !known.includes(path));
    return [...gone.map((path) => ({ path, unit: '', what: '' })), ...readings];
  }

  function tell(node, live, all) {
    const count = chosen().length;
    const words = node._('givtcp-read.fields.' + (live ? 'live' : 'general'));
    const taken = count
      ? node._('givtcp-read.fields.some', { count: count, all: all })
      : node._('givtcp-read.fields.all');
    $('#givtcp-fields-note').text(taken + ' ' + words);
  }

  function sift() {
    const wanted = String($('#givtcp-fields-filter').val()).toLowerCase();
    $('#givtcp-fields .givtcp-field').each(function () {
      $(this).toggle($(this).text().toLowerCase().includes(wanted));
    });
    oneStop($('#givtcp-fields input:visible').first());
  }

  /** The list is one stop for the Tab key; the arrows go through it. */
  function oneStop(box) {
    $('#givtcp-fields input').attr('tabindex', '-1');
    $(box).attr('tabindex', '0');
  }

  function walk(event) {
    const boxes = $('#givtcp-fields input:visible').toArray();
    const here = boxes.indexOf(event.target);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: boxes.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    if (boxes[to]) boxes[to].focus();
  }

  function fill(node, kept) {
    $('#givtcp-read-row-fields').toggle(
      !['', 'getRaw', 'getSettings', 'getRecording'].includes(form().function),
    );
    return post(node, 'readings')
      .done(function ({ live = false, readings = [] }) {
        const rows = listed(readings, kept);
        $('#givtcp-fields')
          .data('listed', true)
          .empty()
          .append(rows.map((reading) => rowOf(node, reading, kept.includes(reading.path))))
          .off('change')
          .on('change', () => tell(node, live, rows.length));
        tell(node, live, rows.length);
        sift();
      })
      .fail(() => $('#givtcp-fields-note').text(node._('givtcp-read.fields.failed')));
  }

  function previewed(node, { problem, said, reason, messages, count }) {
    if (problem) return givtcpEditor.sentence(node, said, problem);
    if (reason) return node._('givtcp-read.preview.' + reason);
    if (count === 0) return node._('givtcp-read.preview.nothing');
    const shown = messages.map((message) => JSON.stringify(message, undefined, 2)).join('\n');
    const more = count - messages.length;
    return more > 0 ? shown + '\n' + node._('givtcp-read.preview.more', { count: more }) : shown;
  }

  function preview(node) {
    const area = $('#givtcp-preview').show();
    post(node, 'preview')
      .done((answer) => area.text(previewed(node, answer)))
      .fail((request) => area.text(givtcpEditor.failure(node, 'givtcp-read', request)));
  }

  function prepare(node) {
    let kept = node.fields || [];
    givtcpEditor.keep('#node-input-function', node.function);
    givtcpEditor.keep('#node-input-naming', node.naming);
    givtcpEditor.showWhile(
      '#node-input-trigger',
      '#givtcp-read-row-every',
      (trigger) => trigger === 'interval',
    );
    $('#node-input-function, #node-input-naming').on('change', function () {
      // Another function has other values: what was chosen of this one is kept as long as it is shown.
      if (form().function !== node.function || form().naming !== node.naming) kept = [];
      fill(node, kept);
    });
    $('#node-input-inverter').on('change', () => fill(node, chosen()));
    $('#givtcp-fields-filter').on('input', sift);
    $('#givtcp-fields')
      .on('keydown', 'input', walk)
      .on('focusin', 'input', (event) => oneStop(event.target));
    $('#givtcp-fields-none').on('click', function () {
      $('#givtcp-fields input').prop('checked', false);
      $('#givtcp-fields').trigger('change');
    });
    $('#givtcp-preview-button').on('click', () => preview(node));
    fill(node, kept);
  }

  /** Without its list in view (it did not come) nothing is forgotten. */
  function save(node) {
    if ($('#givtcp-fields').data('listed')) node.fields = chosen();
  }

  window.givtcpRead = { prepare, save };
})();
