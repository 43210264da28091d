/* What the inverter's dialog shows of the plant: how it is, what it consists of, what it says now. */
(function () {
  if (window.givtcpPlant) return;

  const MINUTE = 60;
  const UNITS = [
    ['days', 24 * 60 * MINUTE],
    ['hours', 60 * MINUTE],
    ['minutes', MINUTE],
  ];

  // The editor loads scripts in any order: nothing of another one is used before the dialog opens.
  function tools() {
    return window.givtcpTools;
  }

  function text(node, key, facts) {
    return node._('givtcp-config.' + key, facts);
  }

  function show(node, info) {
    $('#givtcp-config-plant, #givtcp-live-state').text(stateText(node, info));
    ['mqtt', 'rest'].forEach(function (face) {
      showFace(node, face, info[face]);
    });
    showMoved(node, info.complaints || []);
    $('#givtcp-live-plant').toggle(info.tree !== undefined);
    if (info.tree === undefined) return;
    $('#givtcp-tree')
      .empty()
      .append(
        info.tree.map(function (branch) {
          return branchItem(node, branch);
        }),
      );
    showValues(node, info);
    showIssues(node, info);
  }

  function stateText(node, info) {
    const reason = givtcpEditor.sentence(node, info.said, info.reason);
    const facts = Object.assign({}, info, { age: age(node, info.age), reason: reason });
    return text(node, 'plant.' + info.state, facts);
  }

  function showFace(node, face, state) {
    $('#givtcp-config-' + face).toggle(state !== undefined);
    if (!state) return;
    const reason = givtcpEditor.sentence(node, state.said, state.reason);
    const facts = Object.assign({}, state, { reason: reason });
    $('#givtcp-config-' + face).text(text(node, 'face.' + state.state, facts));
  }

  function unknown(reason) {
    $('#givtcp-config-plant, #givtcp-live-state').text(reason);
    $('#givtcp-live-plant').hide();
  }

  function age(node, seconds) {
    if (seconds === undefined) return '';
    const [name, unit] = UNITS.find(([, unit]) => seconds >= 2 * unit) || ['seconds', 1];
    return text(node, 'age.' + name, { n: Math.round(seconds / unit) });
  }

  function number(value) {
    return value.toLocaleString(undefined, { maximumFractionDigits: 1 });
  }

  function branchItem(node, branch) {
    const item = $('<li>').append(
      $('<strong>').text(branch.model || text(node, 'tree.' + branch.kind, branch)),
    );
    const facts = ['ratedPower', 'firmware', 'charge'].filter(function (name) {
      return branch[name] !== undefined && (name === 'charge' || branch[name] > 0);
    });
    if (facts.length > 0)
      item.append(
        $('<span class="givtcp-faint">').text(
          facts
            .map(function (name) {
              return text(node, 'test.' + name, branch);
            })
            .join(', '),
        ),
      );
    if (branch.branches.length > 0)
      item.append(
        $('<ul>').append(
          branch.branches.map(function (inner) {
            return branchItem(node, inner);
          }),
        ),
      );
    return item;
  }

  function showValues(node, info) {
    $('#givtcp-values caption').text(text(node, 'live.caption', { age: age(node, info.age) }));
    $('#givtcp-values tbody')
      .empty()
      .append(
        info.live.map(function (one) {
          const path = one.path.replace(/\./g, '-');
          return $('<tr>').append(
            $('<th scope="row">').text(text(node, 'live.' + path + direction(one))),
            $('<td>').text(
              number(direction(one) === '' ? one.value : Math.abs(one.value)) + ' ' + one.unit,
            ),
          );
        }),
      );
  }

  /** Nobody should have to know which sign means what. */
  function direction(one) {
    if (one.path !== 'power.grid' && one.path !== 'power.battery') return '';
    if (one.value === 0) return '-idle';
    return one.value > 0 ? '-out' : '-in';
  }

  function issueText(node, one) {
    return givtcpEditor.sentence(node, one.said, one.text);
  }

  /** Told again only when they change: screen readers listen. */
  function showIssues(node, info) {
    const issues = info.complaints || [];
    const texts = issues.map(function (one) {
      return issueText(node, one);
    });
    const isWell = issues.length === 0 && info.state === 'online';
    $('#givtcp-no-issues').toggle(isWell);
    $('#givtcp-issues-heading').toggle(isWell || issues.length > 0);
    if ($('#givtcp-issues').data('said') === texts.join()) return;
    $('#givtcp-issues')
      .data('said', texts.join())
      .empty()
      .append(
        issues.map(function (one, index) {
          const name = one.level === 'warning' ? 'exclamation-triangle' : 'info-circle';
          const words = $('<span>').text(texts[index]);
          return $('<li>').attr('data-kind', one.kind).append(tools().icon(name), words);
        }),
      );
  }

  /** Found again elsewhere: says so beside the address, and offers to fill the new one in. */
  function showMoved(node, complaints) {
    const moved = complaints.find(function (one) {
      return one.kind === 'moved';
    });
    const place = $('#givtcp-moved');
    const host = moved ? moved.facts.address.replace(/:\d+$/, '') : '';
    if (host === '' || tools().field('host').val() === host) return place.hide().data('host', '');
    if (place.data('host') === host) return undefined;
    const button = $('<button type="button" class="red-ui-button">')
      .text(text(node, 'button.moved', { host: host }))
      .on('click', function () {
        tools().field('host').val(host).trigger('change').trigger('focus');
        place.hide();
      });
    tools().say('#givtcp-moved', 'plain', issueText(node, moved));
    return place.data('host', host).append(button);
  }

  window.givtcpPlant = { show, unknown };
})();
