/* The dialog of the write node: the control's own fields, and a dry run that says what would happen. */
(function () {
  if (window.givtcpWrite) return;

  const SAID = 'givtcp-write.said.';
  const LOOKED_UP = ['msg', 'flow', 'global', 'env'];

  const text = (node, key, values) => node._('givtcp-write.' + key, values);
  const words = (node, key, otherwise) =>
    givtcpEditor.words(node, 'givtcp-write.' + key, otherwise);
  const settingsId = (node) => encodeURIComponent(givtcpEditor.chosenInverter(node));
  const isFixed = () => $('#node-input-source').val() === 'fixed';

  /** "chargeSlot1 start" as "Charge slot 1 start". */
  function spaced(name) {
    const said = name.replace(/([A-Z]|\d+)/g, ' $1').toLowerCase();
    return said.charAt(0).toUpperCase() + said.slice(1);
  }

  function option(value, label) {
    return $('<option>').val(value).text(label);
  }

  /** The controls by group; those this plant does not have stay in the list, marked. */
  function listControls(node, state) {
    const select = $('#node-input-control');
    const wanted = select.val() || node.control;
    const groups = {};
    select.find('optgroup, option[value!=""]').remove();
    state.controls.forEach(function ({ name, label, group }) {
      const title = words(node, 'group.' + group, group);
      groups[group] = groups[group] || $('<optgroup>').attr('label', title).appendTo(select);
      const missing = offerOf(state, name).refused ? ' - ' + text(node, 'limits.not-here') : '';
      const shown = words(node, 'control.' + name, label) + ' (' + name + ')' + missing;
      option(name, shown).appendTo(groups[group]);
    });
    select.val(wanted);
    givtcpEditor.keep('#node-input-control', wanted);
  }

  const offerOf = (state, name) => state.offers.find((offer) => offer.name === name) || {};
  const chosen = (state) =>
    state.controls.find(({ name }) => name === $('#node-input-control').val());

  function choicesOf(field) {
    return field.kind === 'switch' ? ['enable', 'disable'] : field.choices;
  }

  /** The fixed way to fill in a field, then the ways to look it up. */
  function typesOf(node, field) {
    const label = text(node, 'source.fixed');
    const choices = choicesOf(field);
    const fixed = { value: 'str', label, icon: 'fa fa-pencil', hasValue: true };
    if (!choices) return [fixed, ...LOOKED_UP];
    const blank = field.optional ? [{ value: '', label: text(node, 'field-left-out') }] : [];
    const options = [...blank, ...choices.map((word) => ({ value: word, label: word }))];
    return [{ value: 'str', label, icon: 'fa fa-pencil', options }, ...LOOKED_UP];
  }

  /** What may be filled in, in words: of this model where that is known. */
  function rangeOf(node, state, control, field) {
    const { limits } = offerOf(state, control.name);
    const isNumber = ['number', 'percent', 'watts'].includes(field.kind);
    const own = isNumber && limits ? limits : field.limits;
    const range = own ? [own.join(' - '), field.unit].filter(Boolean).join(' ') : '';
    const here =
      isNumber && limits && state.model ? text(node, 'limits.here', { model: state.model }) : '';
    const form = field.kind === 'time' ? '01:30' : range;
    return [form, here, field.hint, field.optional ? text(node, 'field-optional') : '']
      .filter(Boolean)
      .join(' · ');
  }

  function fieldRow(node, state, control, field) {
    const id = 'givtcp-write-field-' + field.name;
    const own = words(node, 'field.' + field.name, field.label);
    const name = words(node, 'field.' + control.name + '_' + field.name, own);
    const input = $('<input type="text">').attr({ id, 'data-field': field.name });
    const hint = $('<div class="givtcp-hint">').attr('id', id + '-hint');
    hint.text(rangeOf(node, state, control, field));
    const label = $('<label>').attr('for', id).text(name);
    return $('<div class="form-row givtcp-write-field">').append(
      label,
      $('<div>').append(input),
      hint,
    );
  }

  function fillIn(node, state, field) {
    const input = $('#givtcp-write-field-' + field.name);
    const kept = state.values[field.name];
    input.typedInput({ types: typesOf(node, field), default: 'str' }).typedInput('width', '100%');
    input.typedInput('type', state.types[field.name] || 'str');
    if (kept !== undefined) input.typedInput('value', String(kept));
    const shown = input.parent().find('.red-ui-typedInput-container input, button');
    shown.attr('aria-describedby', 'givtcp-write-field-' + field.name + '-hint');
    input.on('change', () => preview(node, state));
  }

  function filledIn() {
    const form = { values: {}, types: {} };
    $('#givtcp-write-fields [data-field]').each(function () {
      const [name, input] = [$(this).attr('data-field'), $(this)];
      const value = String(input.typedInput('value')).trim();
      if (value === '') return;
      form.values[name] = value;
      if (input.typedInput('type') !== 'str') form.types[name] = input.typedInput('type');
    });
    return form;
  }

  function explain(node, state, control) {
    const { help, risk, name } = control;
    const told = [words(node, 'help.' + name, help), words(node, 'risk.' + name, risk)];
    const { refused, said } = offerOf(state, name);
    $('#givtcp-write-help').text(told.filter(Boolean).join(' '));
    $('#givtcp-write-refused')
      .toggle(Boolean(refused))
      .text(spoken(node, said, refused || ''));
  }

  function show(node, state) {
    const control = chosen(state);
    const fields = control ? control.fields : [];
    $('#givtcp-write-row-help').toggle(Boolean(control));
    if (control) explain(node, state, control);
    else $('#givtcp-write-refused').hide();
    $('#givtcp-write-row-source').toggle(fields.length > 0);
    $('#givtcp-write-fields').empty();
    $('#givtcp-dry-run-result').empty();
    $('#givtcp-write-row-trial').toggle(Boolean(control) && fields.length > 0 && !isFixed());
    if (control) $('#givtcp-trial').val(JSON.stringify(control.example));
    if (isFixed()) {
      fields.forEach((field) =>
        $('#givtcp-write-fields').append(fieldRow(node, state, control, field)),
      );
      fields.forEach((field) => fillIn(node, state, field));
    }
    preview(node, state);
  }

  /** The message that does the same to a node that is set to what the message says. */
  function preview(node, state) {
    const control = chosen(state);
    const { values, types } = filledIn();
    const shown = Object.keys(values).map((name) => [
      name,
      types[name] ? types[name] + '.' + values[name] : values[name],
    ]);
    const payload = isFixed() ? Object.fromEntries(shown) : (control && control.example) || 80;
    const message = { topic: control ? control.name : 'setChargeTarget', payload };
    $('#givtcp-preview').text(JSON.stringify(message, undefined, 2));
  }

  function trialOf() {
    const trial = String($('#givtcp-trial').val()).trim();
    try {
      return JSON.parse(trial);
    } catch {
      return trial;
    }
  }

  function dryRun(node, state) {
    const result = $('#givtcp-dry-run-result');
    const control = chosen(state);
    const form = filledIn();
    const looked = Object.keys(form.types).find((name) => form.types[name] === 'msg');
    if (!control) return result.text(text(node, 'dry-run.choose'));
    if (isFixed() && looked)
      return result.text(text(node, 'dry-run.from-message', { field: looked }));
    result.text(text(node, 'dry-run.busy'));
    $('#givtcp-dry-run').prop('disabled', true);
    const force = $('#node-input-force').is(':checked');
    const strictSeed = $('#node-input-strictSeed').is(':checked');
    const asked = { node: node.id, control: control.name, force, strictSeed };
    const told = isFixed()
      ? { source: 'fixed', values: form.values, valueTypes: form.types }
      : { source: 'message', payload: trialOf() };
    $.ajax({
      url: 'givtcp/dry-run/' + settingsId(node),
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ ...asked, ...told }),
    })
      .done((answer) => result.empty().append(resultOf(node, answer)))
      .fail((request) => result.text(givtcpEditor.failure(node, 'givtcp-write', request)))
      .always(() => $('#givtcp-dry-run').prop('disabled', false));
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

  /** What this plant makes of the controls; without a plant the general list stays. */
  function askPlant(node, state) {
    return $.getJSON('givtcp/controls/' + settingsId(node))
      .done(({ offers, model }) => Object.assign(state, { offers, model }))
      .fail(() => Object.assign(state, { offers: [], model: undefined }))
      .always(function () {
        Object.assign(
          state,
          isFixed() && $('#givtcp-write-fields [data-field]').length > 0 ? filledIn() : {},
        );
        listControls(node, state);
        show(node, state);
      });
  }

  function prepare(node) {
    const state = {
      controls: [],
      offers: [],
      values: node.values || {},
      types: node.valueTypes || {},
    };
    givtcpEditor.keep('#node-input-control', node.control);
    $('#givtcp-write-seldom').prop('open', Boolean(node.force || node.strictSeed));
    $.getJSON('givtcp/controls').done(function (controls) {
      state.controls = controls;
      listControls(node, state);
      show(node, state);
      askPlant(node, state);
      $('#node-input-inverter').on('change', () => askPlant(node, state));
    });
    $('#node-input-control, #node-input-source').on('change', () => show(node, state));
    $('#givtcp-dry-run').on('click', () => dryRun(node, state));
  }

  /** Without its fields in view (the list did not come, or they are not used) nothing is forgotten. */
  function save(node) {
    if ($('#givtcp-write-fields [data-field]').length === 0) return;
    const { values, types } = filledIn();
    node.values = values;
    node.valueTypes = types;
  }

  window.givtcpWrite = { prepare, save };
})();
