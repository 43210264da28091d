/* The inverter's dialog: testing what is filled in, and looking at the plant while it is open. */
(function () {
  if (window.givtcpConfig) return;

  const LOOK_EVERY = 3000;
  const CONNECTION = ['host', 'port', 'serial', 'model', 'pace'];
  const BROKER = ['broker', 'brokerPort', 'protocolVersion', 'tls'];
  const UNTOUCHED = '__PWRD__';
  const SUPPORT_FILE = 'givtcp-support.json';

  // The editor loads scripts in any order: nothing of another one is used before the dialog opens.
  function tools() {
    return window.givtcpTools;
  }
  let looking;

  function values(names) {
    const all = {};
    names.forEach(function (name) {
      all[name] = String(tools().field(name).val() || '').trim();
    });
    return all;
  }

  function testInverter(node) {
    const fields = values(CONNECTION);
    fields.acceptBadCrc = givtcpEditor.yesNoValue('#node-config-input-acceptBadCrc');
    test(node, '', { id: node.id, fields: fields }, function (facts) {
      return reached(node, facts);
    });
  }

  function testBroker(node) {
    const fields = values(BROKER);
    if (fields.tls === '_ADD_') fields.tls = '';
    const password = tools().field('password').val();
    const stored = password === UNTOUCHED;
    const credentials = {
      username: tools().field('username').val(),
      password: stored ? '' : password,
    };
    const form = { id: node.id, fields: fields, credentials: credentials, stored: stored };
    test(node, '-broker', form, function (facts) {
      return node._('givtcp-config.test.broker', facts);
    });
  }

  function test(node, which, form, good) {
    const [button, place] = ['#givtcp-test' + which, '#givtcp-test' + which + '-state'];
    givtcpEditor.busy(button, true);
    tools().say(place, 'busy', node._('givtcp-config.test.running'));
    tools()
      .post(which === '' ? 'test-inverter' : 'test-broker', form)
      .then(
        function (result) {
          if (result.ok) return tools().say(place, 'good', good(result));
          tools().say(place, 'bad', givtcpEditor.sentence(node, result.said, result.reason));
        },
        function (request) {
          tools().say(place, 'bad', tools().refusal(node, request));
        },
      )
      .always(function () {
        givtcpEditor.busy(button, false);
      });
  }

  function reached(node, facts) {
    return ['model', 'ratedPower', 'firmware', 'batteries', 'meters', 'charge', 'latency']
      .filter(function (name) {
        return facts[name] !== undefined && facts[name] !== 0;
      })
      .map(function (name) {
        return node._('givtcp-config.test.' + name, facts);
      })
      .join(', ');
  }

  function look(node) {
    $.getJSON('givtcp/' + encodeURIComponent(node.id) + '/info').then(
      function (info) {
        if (looking.isGoing()) window.givtcpPlant.show(node, info);
      },
      function (request) {
        const unknown = request.status === 404 && node._('givtcp-config.plant.not-deployed');
        if (looking.isGoing())
          window.givtcpPlant.unknown(unknown || tools().refusal(node, request, 'read'));
      },
    );
    looking.later(LOOK_EVERY, function () {
      look(node);
    });
  }

  /** `use` takes the file's text, and says whether it could. */
  function bundle(node, use, done) {
    const place = '#givtcp-bundle-state';
    $.getJSON('givtcp/' + encodeURIComponent(node.id) + '/bundle').then(
      function (content) {
        const used = use(JSON.stringify(content, null, 2));
        const words = node._('givtcp-config.bundle.' + (used ? done : 'kept'), {
          file: SUPPORT_FILE,
        });
        tools().say(place, used ? 'good' : 'bad', words);
      },
      function (request) {
        const nothing = request.status === 404 && node._('givtcp-config.bundle.nothing');
        tools().say(place, 'bad', nothing || tools().refusal(node, request, 'read'));
      },
    );
  }

  function save(text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = SUPPORT_FILE;
    link.click();
    URL.revokeObjectURL(link.href);
    return true;
  }

  function onPress(id, node, work) {
    givtcpEditor.onPress(id, function () {
      work(node);
    });
  }

  /** What was changed from the usual is in view. */
  function openSeldom(node) {
    const usual = { port: '8899', pace: '250', model: '', acceptBadCrc: 'false' };
    const isUsual = Object.keys(usual).every(function (name) {
      return String(node[name] || usual[name]) === usual[name];
    });
    $('#givtcp-config-seldom').prop('open', !isUsual);
  }

  function begin(node) {
    openSeldom(node);
    looking = tools().repeating();
    onPress('#givtcp-find', node, window.givtcpFind.find);
    onPress('#givtcp-test', node, testInverter);
    onPress('#givtcp-test-broker', node, testBroker);
    $('#givtcp-bundle').on('click', function () {
      bundle(node, save, 'saved');
    });
    $('#givtcp-bundle-copy').on('click', function () {
      bundle(node, RED.clipboard.copyText, 'copied');
    });
    look(node);
  }

  /** However the dialog is left, nothing goes on behind it. */
  function end() {
    looking.stop();
    window.givtcpFind.stop();
  }

  window.givtcpConfig = { begin, end };
})();
