'use strict';

/** The object a page gets from Stripe(publishableKey, options). */
class StripeClient {
  constructor(key, options = {}) {
    checkKey(key);
    this._key = key;
    this._locale = options.locale || 'auto';
    this._sessions = 0;
    // One hidden frame makes all requests that need no typed data; its document is the Element's
    // too, so that mounting finds it in the cache.
    this._controller = new FrameLink({
      path: '/elements/frame',
      title: 'Training payments',
      role: 'controller',
      setup: () => ({ data: { key }, ports: [] }),
      handlers: {},
    });
    const frame = this._controller.iframe;
    frame.setAttribute('aria-hidden', 'true');
    frame.tabIndex = -1;
    frame.style.cssText = 'position:absolute;width:1px;height:1px;border:0;opacity:0;pointer-events:none;';
    whenBodyExists(() => document.body.appendChild(frame));
  }

  _nextSession() {
    this._sessions += 1;
    return this._sessions;
  }

  elements(options = {}) {
    return new Elements(this, options);
  }

  /** Confirm with what the Element holds, or with a payment method named in confirmParams. */
  async confirmPayment(options) {
    return this._confirm('confirmPayment', 'payment_intent', options);
  }

  async confirmSetup(options) {
    return this._confirm('confirmSetup', 'setup_intent', options);
  }

  async _confirm(name, kind, options) {
    checkConfirm(name, options);
    const { elements, confirmParams = {}, redirect = 'always' } = options;
    const clientSecret = options.clientSecret || (elements && elements._options.clientSecret);
    requireSecret(name, clientSecret, kind);
    this._checkGroup(name, elements, clientSecret);
    const params = { clientSecret, confirmParams };
    const answer = elements
      ? await askFrame(elements._mountedLink(`stripe.${name}`), 'confirm', params)
      : await this._controller.call('confirm', params);
    if (answer.error) return answer;
    return followUp(this, {
      kind,
      intent: answer.intent,
      clientSecret,
      element: elements ? elements._payment : null,
      appearance: elements ? elements._options.appearance : null,
      returnUrl: confirmParams.return_url,
      redirect,
    });
  }

  _checkGroup(name, elements, clientSecret) {
    if (!elements) return;
    const own = elements._options.clientSecret;
    if (own && own !== clientSecret) {
      refuse(`stripe.${name}(): clientSecret differs from the one given to stripe.elements().`);
    }
    if (!own && !elements._submitted) {
      refuse(`elements.submit() must be called before stripe.${name}().`);
    }
  }

  /** Go on with an intent that waits for the customer, e.g. after a server-side confirmation. */
  async handleNextAction(options) {
    const clientSecret = isObject(options) ? options.clientSecret : undefined;
    const kind = typeof clientSecret === 'string' ? intentKind(clientSecret) : null;
    if (!kind) refuse('stripe.handleNextAction(): clientSecret is missing or malformed.');
    const answer = await this._controller.call('retrieve', { clientSecret });
    if (answer.error) return answer;
    if (answer.intent.status !== 'requires_action') {
      refuse(
        `stripe.handleNextAction(): the ${kind} is in the state ${answer.intent.status}, not ` +
          'requires_action.',
      );
    }
    return followUp(this, { kind, intent: answer.intent, clientSecret, redirect: 'if_required' });
  }

  async retrievePaymentIntent(clientSecret) {
    requireSecret('retrievePaymentIntent', clientSecret, 'payment_intent');
    const answer = await this._controller.call('retrieve', { clientSecret });
    return answer.error ? answer : { paymentIntent: answer.intent };
  }

  async retrieveSetupIntent(clientSecret) {
    requireSecret('retrieveSetupIntent', clientSecret, 'setup_intent');
    const answer = await this._controller.call('retrieve', { clientSecret });
    return answer.error ? answer : { setupIntent: answer.intent };
  }

  /** A single-use token of what was entered, for a confirmation by the server. */
  async createConfirmationToken(options) {
    if (!isObject(options) || !(options.elements || options.payment_method)) {
      refuse('stripe.createConfirmationToken(): pass elements or payment_method.');
    }
    const params = { params: options.params || {}, payment_method: options.payment_method };
    if (!options.elements) return this._controller.call('confirmationToken', params);
    if (!options.elements._submitted) {
      refuse('elements.submit() must be called before stripe.createConfirmationToken().');
    }
    const link = options.elements._mountedLink('stripe.createConfirmationToken');
    return askFrame(link, 'confirmationToken', params);
  }

  /** A PaymentMethod of what was entered; needs paymentMethodCreation "manual". */
  async createPaymentMethod(options) {
    if (!isObject(options)) refuse('stripe.createPaymentMethod() expects an object.');
    if (!options.elements) return this._controller.call('paymentMethod', options);
    if (options.elements._options.paymentMethodCreation !== 'manual') {
      refuse('stripe.createPaymentMethod(): create the Elements with paymentMethodCreation "manual".');
    }
    if (!options.elements._submitted) {
      refuse('elements.submit() must be called before stripe.createPaymentMethod().');
    }
    const link = options.elements._mountedLink('stripe.createPaymentMethod');
    return askFrame(link, 'paymentMethod', { params: options.params || {} });
  }
}

/** A frame that went away in the middle is an answer too: the outcome is simply not known here. */
async function askFrame(link, method, params) {
  const answer = await link.call(method, params).catch(() =>
    failure('api_error', 'frame_unavailable', 'The payment frame went away before it could answer.'),
  );
  if (answer.refused) refuse(answer.refused);
  return answer;
}

function whenBodyExists(action) {
  if (document.body) action();
  else document.addEventListener('DOMContentLoaded', action, { once: true });
}

/** Stripe(key, options), usable with and without `new`. */
function Stripe(key, options) {
  return new StripeClient(key, options);
}
Stripe.version = 'training';

window.Stripe = Stripe;
