/* The dialog of the write node: the fields of one control. */
(function () {
  if (window.givtcpWriteFields) return;

  const LOOKED_UP = ['msg', 'flow', 'global', 'env'];

  const text = (node, key, values) => node._('givtcp-write.' + key, values);
  const words = (node, key, otherwise) =>
    givtcpEditor.words(node, 'givtcp-write.' + key, otherwise);

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
    const { limits } = state.offers.find(({ name }) => name === control.name) || {};
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

  function fillIn(node, state, field, changed) {
    const id = '#givtcp-write-field-' + field.name;
    const input = $(id);
    const kept = state.values[field.name];
    input.typedInput({ types: typesOf(node, field), default: 'str' }).typedInput('width', '100%');
    input.typedInput('type', state.types[field.name] || 'str');
    if (kept !== undefined) input.typedInput('value', String(kept));
    givtcpEditor.named(id).attr('aria-describedby', id.slice(1) + '-hint');
    input.on('change', changed);
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

  /** Makes all fields of a control anew; `changed` is called whenever one of them is. */
  function show(node, state, control, changed) {
    const all = control.fields.map((field) => fieldRow(node, state, control, field));
    $('#givtcp-write-fields').append(all);
    control.fields.forEach((field) => fillIn(node, state, field, changed));
  }

  window.givtcpWriteFields = { show, filledIn };
})();
