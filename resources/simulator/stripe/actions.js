'use strict';

/**
 * What has to follow a confirmation: a question by the bank, a journey to another site, or nothing.
 *
 * @param {Stripe} stripe
 * @param {{kind: string, intent: object, clientSecret: string, element: ?PaymentElement,
 *   appearance: ?object, returnUrl: ?string, redirect: 'always'|'if_required'}} step
 * @returns {Promise<object>} `{paymentIntent}` or `{setupIntent}`, or `{error}`
 */
async function followUp(stripe, step) {
  const action = step.intent.status === 'requires_action' && step.intent.next_action;
  if (action && action.type === 'redirect_to_url') {
    window.location.assign(action.redirect_to_url.url);
    return new Promise(() => {}); // the page is being left
  }
  if (action && action.type === 'use_stripe_sdk') return askBank(stripe, step);
  return deliver(step);
}

async function askBank(stripe, step) {
  const challenge = new Challenge({
    key: stripe._key,
    locale: step.element ? step.element._group._locale : pickLocale(stripe._locale),
    appearance: step.appearance || {},
    clientSecret: step.clientSecret,
  });
  if (step.element) step.element._challenge = challenge;
  const outcome = await challenge.result;
  if (step.element) step.element._challenge = null;
  if (outcome === 'interrupted') {
    return failure('api_error', 'authentication_interrupted', 'The confirmation was interrupted.');
  }
  challenge.close();
  const answer = await stripe._controller.call('retrieve', { clientSecret: step.clientSecret });
  if (answer.error) return answer;
  return deliver({ ...step, intent: answer.intent });
}

/** Hand the result over, or leave for return_url when the page asked for a redirect always. */
function deliver(step) {
  const { intent, kind } = step;
  const failed = kind === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;
  if (failed && intent.status === 'requires_payment_method') {
    return { error: { ...failed, [kind]: intent } };
  }
  if (step.redirect === 'always') {
    window.location.assign(returnAddress(step.returnUrl, kind, intent, 'succeeded'));
    return new Promise(() => {});
  }
  return { [kind === 'payment_intent' ? 'paymentIntent' : 'setupIntent']: intent };
}
