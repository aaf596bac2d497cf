'use strict';

/** Turns what was chosen into requests that confirm or tokenise it. */
class Confirmation {
  constructor(frame) {
    this.frame = frame;
  }

  get api() {
    return this.frame.api;
  }

  get choice() {
    return this.frame.picker.selected;
  }

  /** @returns {Promise<{intent: object}|{error: object}|{refused: string}>} */
  async confirm({ clientSecret, confirmParams }) {
    const ready = await this.prepare(confirmParams);
    if (!ready.params) return ready;
    const mismatch = await this.deferredMismatch(clientSecret);
    if (mismatch) return mismatch;
    const answer = await this.api.confirm(clientSecret, {
      return_url: confirmParams.return_url,
      expand: confirmParams.expand,
      receipt_email: confirmParams.receipt_email,
      shipping: confirmParams.shipping,
      ...ready.params,
      ...this.consent(clientSecret),
    });
    if (answer.error) this.choice.blame(answer.error);
    this.frame.reportHeight();
    return answer;
  }

  /** The payment method part of a confirmation, or why there is none. */
  async prepare(confirmParams) {
    const checked = this.frame.submit();
    if (checked.error) return checked;
    const { choice } = this;
    if (choice.saved) return this.savedParams(choice);
    const given = (confirmParams.payment_method_data || {}).billing_details || {};
    const missing = choice.form.owed.find((path) => !has(given, path));
    if (missing) {
      return {
        refused: `The Element does not collect billing_details.${missing} (fields: "never"), so it ` +
          'must be passed in confirmParams.payment_method_data.billing_details.',
      };
    }
    return { params: { payment_method_data: this.methodData(choice, confirmParams) } };
  }

  async savedParams(choice) {
    const params = { payment_method: choice.method.id };
    if (!choice.cvc) return { params };
    const token = await this.api.cvcToken(digitsOf(choice.cvc.value));
    if (token.error) return token;
    return { params: { ...params, payment_method_options: { card: { cvc_token: token.value.id } } } };
  }

  methodData(choice, confirmParams) {
    const given = confirmParams.payment_method_data || {};
    const data = choice.form.data();
    const billing = mergeBilling(given.billing_details, data.billing_details);
    const redisplay = given.allow_redisplay || this.redisplay(choice);
    return {
      type: choice.type, ...data, billing_details: billing, metadata: given.metadata,
      ...(redisplay ? { allow_redisplay: redisplay } : {}),
    };
  }

  /** Ticking the box says always; saving without the box says limited. */
  redisplay(choice) {
    const { session } = this.frame;
    if (choice.keeps) return 'always';
    if (!choice.form.save) return null;
    return session.setup_future_usage ? 'limited' : 'unspecified';
  }

  /** What the customer agreed to: keeping the method, and a mandate for bank debits. */
  consent(clientSecret) {
    const { choice } = this;
    const { features } = this.frame.session;
    const consent = {};
    const isPayment = clientSecret.startsWith('pi_');
    if (isPayment && !choice.saved && choice.keeps && features.save_usage) {
      consent.setup_future_usage = features.save_usage;
    }
    if (choice.type === 'sepa_debit' || choice.type === 'us_bank_account') {
      consent.mandate_data = {
        customer_acceptance: { type: 'online', online: { infer_from_client: true } },
      };
    }
    return consent;
  }

  /** In deferred mode the intent must be what the Element was drawn for. */
  async deferredMismatch(clientSecret) {
    const { deferred } = this.frame.session;
    if (!deferred || deferred.mode === 'setup') return null;
    const answer = await this.api.retrieve(clientSecret);
    if (answer.error) return answer;
    const agreed = this.agreed(deferred);
    const name = Object.keys(agreed).find((each) => !agreed[each].includes(answer.intent[each]));
    if (!name) return null;
    return {
      error: {
        type: 'invalid_request_error', code: 'payment_intent_invalid_parameter', param: name,
        message: `The ${name} of the PaymentIntent (${answer.intent[name]}) differs from the ` +
          `${name} given to stripe.elements() (${deferred[name]}).`,
      },
    };
  }

  /** What each field of the intent may be; a method that was to be kept has left its usage there. */
  agreed(deferred) {
    const kept = this.frame.session.features.save_usage;
    const automatic = ['automatic', 'automatic_async'];
    return {
      ...(deferred.amount !== undefined && { amount: [deferred.amount] }),
      ...(deferred.currency !== undefined && { currency: [deferred.currency] }),
      setup_future_usage: [deferred.setup_future_usage || null, ...(kept ? [kept] : [])],
      capture_method: deferred.capture_method ? [deferred.capture_method] : automatic,
    };
  }

  async confirmationToken({ params }) {
    const ready = await this.prepare(params);
    if (!ready.params) return ready;
    const { setup_future_usage: usage } = this.consent('pi_');
    return this.api.confirmationToken({
      return_url: params.return_url, shipping: params.shipping, setup_future_usage: usage,
      ...ready.params,
    });
  }

  async paymentMethod({ params }) {
    const ready = await this.prepare({ payment_method_data: params });
    if (!ready.params) return ready;
    if (this.choice.saved) return { paymentMethod: this.choice.method };
    return this.api.paymentMethod(ready.params.payment_method_data);
  }
}

function has(details, path) {
  let value = details;
  for (const step of path.split('.')) value = isMapping(value) ? value[step] : undefined;
  return value !== undefined && value !== null && value !== '';
}

/** What the Element collected wins over what the page passed. */
function mergeBilling(given = {}, collected = {}) {
  const address = { ...given.address, ...collected.address };
  const merged = { ...given, ...collected };
  if (Object.keys(address).length) merged.address = address;
  else delete merged.address;
  return merged;
}
