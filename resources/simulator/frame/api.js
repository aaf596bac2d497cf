'use strict';

/** Flatten nested values to the bracket form of the API: `a[b][0]=c`. */
function encodeForm(params, form = new URLSearchParams(), prefix = '') {
  for (const [name, value] of Object.entries(params)) {
    const key = prefix ? `${prefix}[${name}]` : name;
    if (value === undefined || value === null) continue;
    if (typeof value === 'object') encodeForm(value, form, key);
    else form.append(key, String(value));
  }
  return form;
}

/** Requests to the simulator with a publishable key; answers are values, never exceptions. */
class Api {
  constructor(key, text) {
    this.key = key;
    this.text = text;
  }

  /** @returns {Promise<{value: object}|{error: object}>} */
  async post(path, params, bearer = this.key) {
    let response;
    try {
      response = await fetch(path, {
        method: 'POST',
        body: encodeForm(params),
        headers: { Authorization: `Bearer ${bearer}` },
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
    } catch {
      return { error: { type: 'api_connection_error', message: this.text('no_connection') } };
    }
    return this.read(response);
  }

  async read(response) {
    try {
      const body = await response.json();
      return body && body.error ? { error: body.error } : { value: body };
    } catch {
      // The head came, the body did not: the effect may well have happened.
      return { error: { type: 'api_connection_error', message: this.text('bad_answer') } };
    }
  }

  session(options) {
    return this.post('/v1/elements/sessions', {
      client_secret: options.clientSecret,
      customer_session_client_secret: options.customerSessionClientSecret,
      group: options.group,
      locale: options.locale,
      ...(options.mode ? { deferred_intent: deferredIntent(options) } : {}),
    });
  }

  /** Read an intent by its secret alone; the secret travels in the body, not in the address. */
  async retrieve(clientSecret) {
    const answer = await this.post('/v1/elements/intents', { client_secret: clientSecret });
    return answer.error ? answer : { intent: answer.value };
  }

  async confirm(clientSecret, params) {
    const id = clientSecret.split('_secret_')[0];
    const kind = id.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
    const answer = await this.post(`/v1/${kind}/${id}/confirm`, {
      client_secret: clientSecret,
      use_stripe_sdk: true,
      ...params,
    });
    return answer.error ? answer : { intent: answer.value };
  }

  async cvcToken(cvc) {
    return this.post('/v1/tokens', { cvc_update: { cvc } });
  }

  async confirmationToken(params) {
    const answer = await this.post('/v1/confirmation_tokens', params);
    return answer.error ? answer : { confirmationToken: answer.value };
  }

  async paymentMethod(params) {
    const answer = await this.post('/v1/payment_methods', params);
    return answer.error ? answer : { paymentMethod: answer.value };
  }
}

function deferredIntent(options) {
  return {
    mode: options.mode,
    amount: options.amount,
    currency: options.currency,
    setup_future_usage: options.setupFutureUsage,
    capture_method: options.captureMethod,
    allowed_payment_method_types: options.allowedPaymentMethodTypes,
    excluded_payment_method_types: options.excludedPaymentMethodTypes,
    payment_method_options: snakeCaseOptions(options.paymentMethodOptions),
  };
}

function snakeCaseOptions(options) {
  const card = options && options.card;
  return card ? { card: { require_cvc_recollection: card.require_cvc_recollection } } : undefined;
}
