/* Small things that the parts of the inverter's dialog share. */
(function () {
  if (window.givtcpTools) return;

  function field(name) {
    return $('#node-config-input-' + name);
  }

  function post(path, body) {
    return $.ajax({
      url: 'givtcp/' + path,
      method: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(body || {}),
    });
  }

  function icon(name) {
    return $('<i aria-hidden="true">').addClass('fa fa-' + name);
  }

  /** Says something in one of the places that screen readers listen to. */
  function say(place, mood, text) {
    const icons = {
      good: 'check-circle',
      bad: 'exclamation-triangle',
      busy: 'spinner fa-spin',
      plain: 'info-circle',
    };
    $(place)
      .attr('data-mood', mood)
      .empty()
      .append(icon(icons[mood]), $('<span>').text(text))
      .show();
    if (mood !== 'busy') $(place)[0].scrollIntoView({ block: 'nearest' });
  }

  /** Why the runtime did not even try. */
  function refusal(node, request, right) {
    const kinds = { 401: 'forbidden', 403: 'forbidden', 409: 'busy' };
    const kind = kinds[request.status] || 'lost';
    return node._('givtcp-config.refused.' + kind, {
      right: 'givtcp-config.' + (right || 'write'),
    });
  }

  /** Work that comes again and again, until it is stopped. */
  function repeating() {
    let timer;
    let going = true;
    return {
      later: function (ms, work) {
        clearTimeout(timer);
        if (going) timer = setTimeout(work, ms);
      },
      isGoing: function () {
        return going;
      },
      stop: function () {
        going = false;
        clearTimeout(timer);
      },
    };
  }

  window.givtcpTools = { field, post, icon, say, refusal, repeating };
})();
