'use strict';

/* What a page may ask for; everything else is an IntegrationError, as with the real library. */

const THEMES = ['stripe', 'night', 'flat'];
const MODES = ['payment', 'setup', 'subscription'];
const LAYOUTS = ['tabs', 'accordion', 'auto'];
const RADIOS = ['auto', 'always', 'never', 'if_multiple'];
const UPDATABLE_OPTIONS = [
  'defaultValues', 'business', 'paymentMethodOrder', 'fields', 'readOnly', 'terms', 'layout',
  'applePay', 'walletOptions',
];
const PAYMENT_OPTIONS = [...UPDATABLE_OPTIONS, 'wallets'];
const DEFERRED_ONLY = ['amount', 'currency', 'setupFutureUsage', 'captureMethod', 'onBehalfOf'];

/** Stripe(key): refuses missing, secret and foreign keys, and live keys on an insecure page. */
function checkKey(key) {
  if (typeof key !== 'string' || key.trim() === '') {
    refuse('Missing value for Stripe(): apiKey should be a string.');
  }
  if (/^[sr]k_/.test(key)) {
    refuse('Do not use a secret or restricted key with Stripe.js. Pass a publishable key instead.');
  }
  if (!key.startsWith('pk_')) {
    refuse('Invalid value for Stripe(): apiKey should start with "pk_".');
  }
  if (key.startsWith('pk_live_') && window.location.protocol !== 'https:') {
    refuse('Live Stripe.js integrations must use HTTPS.');
  }
}

function checkAppearance(appearance) {
  if (appearance === undefined) return;
  if (!isObject(appearance)) refuse('Invalid value for elements(): appearance should be an object.');
  if (appearance.theme !== undefined && !THEMES.includes(appearance.theme)) {
    refuse(`Invalid value for elements(): appearance.theme should be one of ${THEMES.join(', ')}.`);
  }
}

function checkCustomerSession(secret) {
  if (secret === undefined || secret === null) return;
  if (typeof secret !== 'string' || !CUSTOMER_SESSION_SECRET.test(secret)) {
    refuse(
      'Invalid value for elements(): customerSessionClientSecret should be a client secret of the ' +
        'form cuss_..._secret_....',
    );
  }
}

function checkDeferred(options) {
  if (!MODES.includes(options.mode)) {
    refuse(`Invalid value for elements(): mode should be one of ${MODES.join(', ')}.`);
  }
  const needsCurrency = options.mode !== 'setup' || options.currency !== undefined;
  if (needsCurrency && !/^[a-z]{3}$/.test(String(options.currency))) {
    refuse('Invalid value for elements(): currency should be a lowercase three-letter code.');
  }
  const needsAmount = options.mode === 'payment' || options.amount !== undefined;
  if (needsAmount && !(Number.isInteger(options.amount) && options.amount >= 0)) {
    refuse('Invalid value for elements(): amount should be a whole number of minor units.');
  }
}

function checkClientSecret(options) {
  const { clientSecret } = options;
  if (typeof clientSecret !== 'string' || !intentKind(clientSecret)) {
    refuse(
      'Invalid value for elements(): clientSecret should be a client secret of the form ' +
        '${id}_secret_${secret}.',
    );
  }
  const stray = DEFERRED_ONLY.find((name) => options[name] !== undefined);
  if (stray) refuse(`elements(): ${stray} cannot be set together with clientSecret.`);
}

/** elements(options): a client secret, or a mode with its amount, never both. */
function checkElementsOptions(options) {
  if (!isObject(options)) refuse('elements() expects an object.');
  if (options.paymentMethodTypes !== undefined) {
    refuse(
      'elements(): paymentMethodTypes is no longer supported. Use allowedPaymentMethodTypes instead.',
    );
  }
  checkAppearance(options.appearance);
  checkCustomerSession(options.customerSessionClientSecret);
  const loader = options.loader;
  if (loader !== undefined && !['auto', 'always', 'never'].includes(loader)) {
    refuse('Invalid value for elements(): loader should be one of auto, always, never.');
  }
  if (options.clientSecret !== undefined && options.mode !== undefined) {
    refuse('elements(): clientSecret and mode exclude each other; pass one of them.');
  }
  if (options.mode !== undefined) checkDeferred(options);
  else if (options.clientSecret !== undefined) checkClientSecret(options);
}

function checkLayout(layout) {
  if (layout === undefined || LAYOUTS.includes(layout)) return;
  if (!isObject(layout) || !LAYOUTS.includes(layout.type)) {
    refuse(`Invalid value for layout: it should be one of ${LAYOUTS.join(', ')} or an object with type.`);
  }
  if (layout.radios !== undefined && !RADIOS.includes(layout.radios)) {
    refuse(`Invalid value for layout.radios: it should be one of ${RADIOS.join(', ')}.`);
  }
}

/** Options of create('payment') and of element.update(). */
function checkPaymentOptions(options, allowed) {
  if (!isObject(options)) refuse('The options of the payment Element should be an object.');
  const strange = Object.keys(options).find((name) => !allowed.includes(name));
  if (strange) refuse(`"${strange}" is not an accepted option of the payment Element here.`);
  checkLayout(options.layout);
}

/** confirmPayment / confirmSetup arguments that need no frame to judge. */
function checkConfirm(name, options) {
  if (!isObject(options)) refuse(`stripe.${name}(): expected an object.`);
  const { elements, clientSecret, redirect, confirmParams } = options;
  if (!elements && !clientSecret) {
    refuse(`stripe.${name}(): pass elements or clientSecret.`);
  }
  if (elements !== undefined && !(elements instanceof Elements)) {
    refuse(`stripe.${name}(): elements should come from stripe.elements().`);
  }
  if (redirect !== undefined && !['always', 'if_required'].includes(redirect)) {
    refuse(`stripe.${name}(): redirect should be "always" or "if_required".`);
  }
  if (redirect !== 'if_required' && !(confirmParams && confirmParams.return_url)) {
    refuse(`stripe.${name}(): confirmParams.return_url is required when redirect is "always".`);
  }
}

/** @returns {'payment_intent'|'setup_intent'|null} what a client secret belongs to */
function intentKind(clientSecret) {
  if (PAYMENT_SECRET.test(clientSecret)) return 'payment_intent';
  if (SETUP_SECRET.test(clientSecret)) return 'setup_intent';
  return null;
}

/** The secret of the right kind, or an IntegrationError that never repeats the secret. */
function requireSecret(name, clientSecret, kind) {
  if (typeof clientSecret !== 'string' || intentKind(clientSecret) !== kind) {
    refuse(`Invalid value for stripe.${name}(): clientSecret should be a ${kind} client secret.`);
  }
}
