/* The inverter's dialog: looking for inverters and taking over the one that was chosen. */
(function () {
  if (window.givtcpFind) return;

  const SEARCH_EVERY = 500;
  const { field, post, icon, say, refusal } = window.givtcpTools;
  let search;

  function find(node) {
    search = givtcpTools.repeating();
    $('#givtcp-find').prop('disabled', true);
    $('#givtcp-find-list').empty();
    say('#givtcp-find-state', 'busy', node._('givtcp-config.find.begin'));
    post('search').then(
      function (state) {
        follow(node, state);
      },
      function (request) {
        endSearch();
        say('#givtcp-find-state', 'bad', refusal(node, request));
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
    $('#givtcp-find').prop('disabled', false);
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
    if (state.reason) say('#givtcp-find-state', 'bad', state.reason);
    else if (state.running)
      say('#givtcp-find-state', 'busy', node._('givtcp-config.find.running', facts));
    else if (inverters.length > 0)
      say('#givtcp-find-state', 'good', node._('givtcp-config.find.choose'));
    else
      say(
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

  function foundButton(node, device) {
    const serials = node._('givtcp-config.find.serials', {
      serial: device.serial,
      dongle: device.dongle || '?',
    });
    return $('<button type="button" class="red-ui-button givtcp-found">')
      .attr('data-host', device.host)
      .append(
        icon('plug'),
        $('<strong>').text(device.host),
        $('<span>').text(device.model),
        $('<span class="givtcp-faint">').text(serials),
      )
      .on('click', function () {
        take(node, device);
      });
  }

  function take(node, device) {
    field('host').val(device.host).trigger('change');
    field('port').val(String(device.port)).trigger('change');
    field('serial')
      .val(device.dongle || '')
      .trigger('change');
    say('#givtcp-find-state', 'good', node._('givtcp-config.find.taken', device));
    field('host').trigger('focus');
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
