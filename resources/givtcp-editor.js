/* What the dialogs of this package share. Loaded by each of them, defined once. */
(function () {
  if (window.givtcpEditor) return;

  const variable = /^\$\{(.+)\}$/;

  /** True, or the reason in the user's language: a validator's answer. */
  function unless(valid, node, reason) {
    return valid ? true : node._(reason);
  }

  function isWhole(value, least, most) {
    return /^\s*\d+\s*$/.test(String(value)) && Number(value) >= least && Number(value) <= most;
  }

  /** Money a kWh, with a point or a comma; or empty. */
  function isMoney(value) {
    return /^\s*(-?\d{1,4}([.,]\d{1,6})?)?\s*$/.test(String(value));
  }

  /** A time of day; or empty. */
  function isTime(value) {
    return /^\s*(([01]?\d|2[0-3]):[0-5]\d)?\s*$/.test(String(value));
  }

  /** Is a config dialog open? Then other fields are still being filled in. */
  function isOpen() {
    return $('#givtcp-config-tabs').length > 0;
  }

  /**
   * A yes/no field that may also come from an environment variable. The stored value is "true",
   * "false" or "${NAME}"; it lives in the hidden input, the choice beside it is what people see.
   */
  function yesNo(id, words) {
    const stored = String($(id).val());
    const name = variable.exec(stored);
    const options = [
      { value: 'true', label: words.yes },
      { value: 'false', label: words.no },
    ];
    const choice = $(id + '-choice');
    choice.typedInput({ types: [{ value: 'yesNo', icon: 'fa fa-toggle-on', options }, 'env'] });
    choice.typedInput('type', name ? 'env' : 'yesNo');
    choice.typedInput('value', name ? name[1] : String(stored === 'true'));
    choice.typedInput('width', '160px');
    named(id + '-choice');
  }

  /** A typed input is several elements: its label names each, before what a button says, and leads to the first. */
  function named(id) {
    const name = id.slice(1);
    const label = $('label[for="' + name + '"]').attr('id', name + '-label');
    const parts = $(id).siblings('.red-ui-typedInput-container').find('button, input');
    parts.each(function (index, part) {
      const said = part.tagName === 'BUTTON' ? ' ' + (part.id = name + '-part-' + index) : '';
      $(part).attr('aria-labelledby', name + '-label' + said);
    });
    label.on('click', function () {
      parts.filter(':visible').first().trigger('focus');
    });
    return parts;
  }

  /** What such a field holds at the moment. */
  function yesNoValue(id) {
    const choice = $(id + '-choice');
    const value = String(choice.typedInput('value'));
    const named = choice.typedInput('type') === 'env' && !variable.test(value);
    return named ? '${' + value + '}' : value;
  }

  function saveYesNo(id) {
    $(id).val(yesNoValue(id));
  }

  /** Shows a row only while the condition holds, now and whenever the field changes. */
  function showWhile(field, row, holds) {
    $(field)
      .on('change', function () {
        $(row).toggle(holds($(field).val()));
      })
      .trigger('change');
  }

  /** Selects a stored value that the list does not know: a dialog must not lose what it cannot show. */
  function keep(select, value) {
    if (!value) return;
    const known = $(select)
      .find('option')
      .toArray()
      .some(function (option) {
        return option.value === value;
      });
    if (!known) $('<option>').val(value).text(value).appendTo(select);
    $(select).val(value);
  }

  /** A text in the user's language where there is one, or the table's own. */
  function words(node, key, otherwise, facts) {
    const text = node._(key, { defaultValue: '', ...facts });
    return text && text !== key ? text : otherwise;
  }

  /** A sentence of the program in the user's language, or else, as soon as a word is missing, as the program says it. */
  function sentence(node, said, otherwise) {
    if (!said) return otherwise;
    const facts = {};
    for (const [name, fact] of Object.entries(said.facts)) {
      facts[name] = typeof fact === 'object' ? sentence(node, fact) : fact;
      if (facts[name] === undefined) return otherwise;
    }
    return words(node, said.key, otherwise, facts);
  }

  /** Why an endpoint did not answer, in words. */
  function failure(node, type, request) {
    const reason = { 401: 'no-permission', 403: 'no-permission', 404: 'not-deployed' };
    return node._(type + '.failure.' + (reason[request.status] || 'other'));
  }

  /** Makes a node that an older version saved what this one would have saved, in the form too. */
  function upgrade(node) {
    const now = window.givtcpUpgrades.upgraded(node.type, node);
    Object.keys(node._def.defaults).forEach(function (name) {
      if (node[name] === now[name]) return;
      node[name] = now[name];
      $('#node-input-' + name).val(now[name]);
    });
  }

  /** What a button does takes a while: it keeps the focus, and another press does nothing. */
  function busy(button, isBusy) {
    $(button).attr('aria-disabled', String(isBusy));
  }

  function onPress(button, work) {
    $(button).on('click', function () {
      if ($(button).attr('aria-disabled') !== 'true') work();
    });
  }

  /** Node-RED's own buttons beside the inverter are links without a name, which no key reaches. */
  function reachable(button, name) {
    $(button)
      .attr({ role: 'button', tabindex: '0', 'aria-label': name })
      .on('keydown', function (event) {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        $(button).trigger('click');
      });
  }

  /** Where there is only one inverter, a node that has none yet means that one. */
  function chooseInverter(node) {
    const type = { type: 'givtcp-config' };
    reachable('#node-input-btn-inverter-edit', RED._('editor.editConfig', type));
    reachable('#node-input-btn-inverter-add', RED._('editor.addNewConfig', type));
    const known = [];
    RED.nodes.eachConfig(function (config) {
      if (config.type === 'givtcp-config') known.push(config.id);
    });
    if (!node.inverter && known.length === 1)
      $('#node-input-inverter').val(known[0]).trigger('change');
  }

  /** The inverter of a node; where that is a property of its subflow, the first that is filled in there. */
  function chosenInverter(node) {
    const chosen = String($('#node-input-inverter').val() || 'none');
    const property = variable.exec(chosen);
    const subflow = property && RED.nodes.subflow(node.z);
    if (!subflow) return chosen;
    const filledIn = [subflow, ...subflow.instances]
      .flatMap(({ env }) => env || [])
      .find(({ name, value }) => name === property[1] && value);
    return filledIn ? filledIn.value : 'none';
  }

  window.givtcpEditor = {
    unless,
    isWhole,
    isMoney,
    isTime,
    isOpen,
    yesNo,
    yesNoValue,
    saveYesNo,
    showWhile,
    keep,
    words,
    sentence,
    failure,
    upgrade,
    busy,
    onPress,
    named,
    chooseInverter,
    chosenInverter,
  };
})();
