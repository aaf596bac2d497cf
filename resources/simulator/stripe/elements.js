'use strict';

const FRAME_SETTINGS = ['appearance', 'locale', 'fonts', 'loader'];

/** One group of Elements around one payment: made by stripe.elements(). */
class Elements {
  constructor(stripe, options) {
    checkElementsOptions(options);
    this._stripe = stripe;
    this._options = { ...options };
    this._locale = pickLocale(options.locale || stripe._locale);
    this._emitter = new Emitter(['update-end']);
    this._payment = null;
    this._submitted = false;
    this._sessionId = null;
    // A CustomerSession works for one group, however often that asks anew.
    this._group = crypto.randomUUID();
    // The session is asked for now, so that it is under way before anything is mounted.
    if (options.clientSecret || options.mode) this._openSession();
  }

  _openSession() {
    const { appearance, fonts, ...secrets } = this._options;
    this._sessionId = this._stripe._nextSession();
    this._stripe._controller.notify('open', {
      id: this._sessionId,
      options: { ...secrets, locale: this._locale, group: this._group },
    });
  }

  on(name, handler) {
    this._emitter.add(name, handler, false);
  }

  /** Make the Payment Element; one for each group. */
  create(type, options = {}) {
    if (type !== 'payment') {
      refuse(`The training stand-in offers the "payment" Element only, not "${type}".`);
    }
    if (!this._sessionId) {
      refuse('elements.create("payment"): pass clientSecret or mode to stripe.elements() first.');
    }
    if (this._payment) refuse('Can only create one Element of type payment in a group.');
    this._payment = new PaymentElement(this, options);
    return this._payment;
  }

  getElement(type) {
    return type === 'payment' ? this._payment : null;
  }

  /** Change amount, currency, appearance, locale or the CustomerSession; never the client secret. */
  async update(options) {
    if (!isObject(options)) refuse('elements.update() expects an object.');
    if (options.clientSecret !== undefined) {
      refuse('elements.update(): clientSecret cannot be updated; create new Elements.');
    }
    checkElementsOptions({ ...this._options, ...options });
    this._options = { ...this._options, ...options };
    this._locale = pickLocale(this._options.locale || this._stripe._locale);
    const refetch = Object.keys(options).some((name) => !FRAME_SETTINGS.includes(name));
    if (refetch && this._sessionId) this._openSession();
    const link = this._payment && this._payment._link;
    if (link) await this._refreshFrame(link, refetch);
    this._emitter.emit('update-end', undefined);
  }

  async _refreshFrame(link, refetch) {
    const settings = this._payment._frameSettings();
    if (!refetch) {
      await link.call('settings', settings);
      return;
    }
    const channel = new MessageChannel();
    this._stripe._controller.notify('serve', { session: this._sessionId }, [channel.port2]);
    await link.call('reload', settings, [channel.port1]);
  }

  /** Read the intent again after the server changed it. */
  async fetchUpdates() {
    const link = this._payment && this._payment._link;
    if (!link) return {};
    return link.call('fetchUpdates');
  }

  /** Validate what was entered; must precede confirmation in deferred mode. */
  async submit() {
    const link = this._mountedLink('elements.submit');
    const result = await link.call('submit');
    this._submitted = !result.error;
    return result;
  }

  _mountedLink(name) {
    const link = this._payment && this._payment._link;
    if (!link) refuse(`${name}(): mount the payment Element first.`);
    return link;
  }

  _forget(element) {
    if (this._payment === element) this._payment = null;
    this._submitted = false;
  }
}

/** The stand-in speaks German and English; "auto" and everything else follow the browser. */
function pickLocale(locale) {
  const wanted = !locale || locale === 'auto' ? navigator.language || 'en' : locale;
  return wanted.toLowerCase().startsWith('de') ? 'de' : 'en';
}
