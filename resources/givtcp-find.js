/* The inverter's dialog: looking for inverters and taking over the one that was chosen. */
(function () {
  if (window.givtcpFind) return;

  const SEARCH_EVERY = 500;

  // The editor loads scripts in any order: nothing of another one is used before the dialog opens.
  function tools() {
    return window.givtcpTools;
  }
  let search;

  function find(node) {
    search = tools().repeating();
    givtcpEditor.busy('#givtcp-find', true);
    $('#givtcp-find-list').empty();
    tools().say('#givtcp-find-state', 'busy', node._('givtcp-config.find.begin'));
    tools()
      .post('search')
      .then(
        function (state) {
          follow(node, state);
        },
        function (request) {
          endSearch();
          tools().say('#givtcp-find-state', 'bad', tools().refusal(node, request));
        },
      );
  }

  function follow(node, state) {
    if (!search || !search.isGoing()) return;
    showFound(node, state);
    if (!state.running) return endSearch();
    search.later(SEARCH_EVERY, function () {
      $.getJSON('givtcp/search').then(function (next) {
        follow(node, next);
      }, endSearch);
    });
  }

  function endSearch() {
    search = undefined;
    givtcpEditor.busy('#givtcp-find', false);
  }

  function showFound(node, state) {
    const facts = {
      done: state.done,
      of: state.of,
      found: state.found.length,
      networks: state.networks.join(', '),
    };
    const inverters = state.found.filter(function (device) {
      return device.kind === 'inverter';
    });
    const strangers = state.found.filter(function (device) {
      return device.kind !== 'inverter';
    });
    if (state.reason) {
      const reason = givtcpEditor.sentence(node, state.said, state.reason);
      tools().say('#givtcp-find-state', 'bad', reason);
    } else if (state.running)
      tools().say('#givtcp-find-state', 'busy', node._('givtcp-config.find.running', facts));
    else if (inverters.length > 0)
      tools().say('#givtcp-find-state', 'good', node._('givtcp-config.find.choose'));
    else
      tools().say(
        '#givtcp-find-state',
        'bad',
        node._('givtcp-config.find.' + (state.of > 0 ? 'none' : 'nowhere'), facts),
      );
    $('#givtcp-find-list')
      .empty()
      .append(
        inverters.map(function (device) {
          return $('<li>').append(foundButton(node, device));
        }),
        strangers.map(function (device) {
          return $('<li class="givtcp-faint">').text(node._('givtcp-config.find.stranger', device));
        }),
      );
  }

  /** The inverter that is filled in, at an address that is not. */
  function hasMoved(device) {
    const isElsewhere = device.host !== tools().field('host').val();
    return Boolean(device.dongle) && device.dongle === tools().field('serial').val() && isElsewhere;
  }

  function foundButton(node, device) {
    const facts = { serial: device.serial, dongle: device.dongle || '?' };
    const words = hasMoved(device) ? 'moved' : 'serials';
    const serials = node._('givtcp-config.find.' + words, facts);
    return $('<button type="button" class="red-ui-button givtcp-found">')
      .attr('data-host', device.host)
      .append(
        tools().icon('plug'),
        $('<strong>').text(device.host),
        $('<span>').text(device.model),
        $('<span class="givtcp-faint">').text(serials),
      )
      .on('click', function () {
        take(node, device);
      });
  }

  function take(node, device) {
    tools().field('host').val(device.host).trigger('change');
    tools().field('port').val(String(device.port)).trigger('change');
    tools()
      .field('serial')
      .val(device.dongle || '')
      .trigger('change');
    tools().say('#givtcp-find-state', 'good', node._('givtcp-config.find.taken', device));
    tools().field('host').trigger('focus');
  }

  /** A search is of no use without the dialog that asked for it. */
  function stop() {
    if (!search) return;
    search.stop();
    search = undefined;
    $.ajax({ url: 'givtcp/search', method: 'DELETE' });
  }

  window.givtcpFind = { find, stop };
})();
