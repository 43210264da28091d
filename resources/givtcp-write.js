/* The dialog of the write node: choosing a control, and what the node then does. */
(function () {
  if (window.givtcpWrite) return;

  const text = (node, key, values) => node._('givtcp-write.' + key, values);
  const words = (node, key, otherwise) =>
    givtcpEditor.words(node, 'givtcp-write.' + key, otherwise);
  // The editor loads scripts in any order: nothing of another one is used before the dialog opens.
  const filledIn = () => window.givtcpWriteFields.filledIn();
  const isFixed = () => $('#node-input-source').val() === 'fixed';

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

  function explain(node, state, control) {
    const { help, risk, name } = control;
    const told = [words(node, 'help.' + name, help), words(node, 'risk.' + name, risk)];
    const { refused, said } = offerOf(state, name);
    $('#givtcp-write-help').text(told.filter(Boolean).join(' '));
    $('#givtcp-write-refused')
      .toggle(Boolean(refused))
      .text(window.givtcpDryRun.spoken(node, said, refused || ''));
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
    if (control && isFixed())
      window.givtcpWriteFields.show(node, state, control, () => preview(node, state));
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
    const control = chosen(state);
    const form = filledIn();
    const looked = Object.keys(form.types).find((name) => form.types[name] === 'msg');
    const problem = (key, facts) =>
      $('#givtcp-dry-run-result').text(text(node, 'dry-run.' + key, facts));
    if (!control) return problem('choose');
    if (isFixed() && looked) return problem('from-message', { field: looked });
    const told = isFixed()
      ? { source: 'fixed', values: form.values, valueTypes: form.types }
      : { source: 'message', payload: trialOf() };
    const force = $('#node-input-force').is(':checked');
    const strictSeed = $('#node-input-strictSeed').is(':checked');
    return window.givtcpDryRun.run(node, { control: control.name, force, strictSeed, ...told });
  }

  /** What this plant makes of the controls; without a plant the general list stays. */
  function askPlant(node, state) {
    return $.getJSON('givtcp/controls/' + encodeURIComponent(givtcpEditor.chosenInverter(node)))
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
    givtcpEditor.onPress('#givtcp-dry-run', () => dryRun(node, state));
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
