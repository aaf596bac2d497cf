'use strict';

/* A training stand-in for Stripe.js. It takes no real payment and talks to the local simulator only. */

/** Origin of the simulator, known from this very script's address. */
const SIMULATOR_ORIGIN = new URL(document.currentScript.src).origin;

const PAYMENT_SECRET = /^pi_\w+?_secret_[A-Za-z0-9]+$/;
const SETUP_SECRET = /^seti_\w+?_secret_[A-Za-z0-9]+$/;
const CUSTOMER_SESSION_SECRET = /^cuss_(?:\w+?_)?secret_\w+$/;

/** Thrown when the integrating page uses the library wrongly (never a result object). */
class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = 'IntegrationError';
  }
}

function refuse(message) {
  throw new IntegrationError(message);
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Where a customer is to return to after leaving the page, with the documented query. */
function returnAddress(returnUrl, kind, intent, redirectStatus) {
  const url = new URL(returnUrl, window.location.href);
  url.searchParams.set(kind, intent.id);
  url.searchParams.set(`${kind}_client_secret`, intent.client_secret);
  url.searchParams.set('redirect_status', redirectStatus);
  return url.href;
}

/** An error value of the shape every Stripe.js call resolves with. */
function failure(type, code, message) {
  return { error: { type, code, message } };
}
