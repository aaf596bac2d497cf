'use strict';

const KEPT_SESSIONS = 8;

/** The hidden frame: opens sessions ahead of mounting and makes calls that need no typed data. */
class ControllerFrame {
  constructor({ key }, port) {
    this.api = new Api(key, textsFor('en'));
    this.sessions = new Map();
    this.port = new Peer(port, {
      open: ({ id, options }) => this.open(id, options),
      serve: ({ session }, ports) => this.serve(session, ports[0]),
      retrieve: ({ clientSecret }) => this.api.retrieve(clientSecret),
      confirm: (params) => this.confirm(params),
      confirmationToken: ({ params, payment_method: method }) =>
        this.api.confirmationToken({ ...params, payment_method: method }),
      paymentMethod: (params) => this.api.paymentMethod(params),
    });
  }

  /** Begin to fetch a session; the newest few are kept. */
  open(id, options) {
    this.sessions.set(id, this.fetch(options));
    const oldest = [...this.sessions.keys()].slice(0, -KEPT_SESSIONS);
    for (const old of oldest) this.sessions.delete(old);
  }

  async fetch(options) {
    const answer = await this.api.session(options);
    if (answer.error) return answer;
    return {
      value: {
        ...answer.value, client_secret: options.clientSecret,
        deferred: options.mode ? deferredIntent(options) : null,
      },
    };
  }

  /** Answer an Element's frame directly, past the page. */
  serve(id, port) {
    const peer = new Peer(port, {
      session: async () => {
        const session = await this.sessions.get(id);
        return session || { error: { type: 'api_error', message: 'The session is gone.' } };
      },
      done: () => peer.close(),
    });
  }

  confirm({ clientSecret, confirmParams }) {
    const { payment_method: method, payment_method_data: data, confirmation_token: token } = confirmParams;
    return this.api.confirm(clientSecret, {
      payment_method: method, payment_method_data: data, confirmation_token: token,
      return_url: confirmParams.return_url, expand: confirmParams.expand,
    });
  }
}
