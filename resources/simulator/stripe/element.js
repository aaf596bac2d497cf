'use strict';

const FOCUS_TRIES = 3;
const FOCUS_SETTLES_MS = 80;

const PAYMENT_EVENTS = [
  'ready', 'change', 'focus', 'blur', 'escape', 'loaderstart', 'loaderror', 'carddetailschange',
  'savedpaymentmethodupdate', 'savedpaymentmethodremove', 'availablepaymentmethodschange',
];

/** The Payment Element: a frame in a container of the page, and its events. */
class PaymentElement {
  constructor(group, options) {
    checkPaymentOptions(options, PAYMENT_OPTIONS);
    this._group = group;
    this._options = { ...options };
    this._emitter = new Emitter(PAYMENT_EVENTS);
    this._link = null;
    this._container = null;
    this._challenge = null;
    this._destroyed = false;
    this._ready = false;
  }

  on(name, handler) {
    this._emitter.add(name, handler, false);
    return this;
  }

  once(name, handler) {
    this._emitter.add(name, handler, true);
    return this;
  }

  off(name, handler) {
    this._emitter.remove(name, handler);
    return this;
  }

  /** Show the Element in a container given as CSS selector or DOM node. */
  mount(target) {
    this._refuseDestroyed();
    const container = typeof target === 'string' ? document.querySelector(target) : target;
    if (!(container instanceof HTMLElement)) {
      refuse(
        `Invalid DOM element or selector: ${typeof target === 'string' ? `"${target}"` : 'the value'} ` +
          'applies to no element on the page.',
      );
    }
    if (this._container === container && this._link) return;
    if (this._link) this.unmount();
    if (container.childNodes.length) {
      console.warn('The container passed to mount() has child nodes; they are removed.');
      container.replaceChildren();
    }
    this._container = container;
    container.classList.add('StripeElement');
    this._openFrame(container);
    this._emit('loaderstart');
  }

  _openFrame(container) {
    const group = this._group;
    const link = new FrameLink({
      path: '/elements/frame',
      title: group._locale === 'de' ? 'Sicherer Zahlungsrahmen' : 'Secure payment frame',
      role: 'payment',
      setup: () => {
        const channel = new MessageChannel();
        group._stripe._controller.notify('serve', { session: group._sessionId }, [channel.port2]);
        return { data: this._frameSettings(), ports: [channel.port1] };
      },
      handlers: this._frameHandlers(),
    });
    const style = link.iframe.style;
    style.cssText =
      'display:block;width:100%;height:1px;border:0;margin:0;padding:0;background:transparent;' +
      'color-scheme:normal;user-select:none;';
    this._link = link;
    container.appendChild(link.iframe);
  }

  _frameSettings() {
    const group = this._group;
    return {
      key: group._stripe._key,
      locale: group._locale,
      appearance: group._options.appearance || {},
      fonts: group._options.fonts || [],
      loader: group._options.loader || 'auto',
      options: this._options,
    };
  }

  _frameHandlers() {
    return {
      height: (pixels) => {
        if (this._link) this._link.iframe.style.height = `${pixels}px`;
      },
      ready: () => {
        this._ready = true;
        this._emit('ready');
      },
      event: ({ name, detail }) => this._emit(name, detail),
      state: (states) => {
        for (const [name, holds] of Object.entries(states)) {
          this._container.classList.toggle(`StripeElement--${name}`, holds);
        }
      },
      enter: () => {
        const form = this._container && this._container.closest('form');
        if (form) form.requestSubmit();
      },
    };
  }

  _emit(name, detail) {
    this._emitter.emit(name, { elementType: 'payment', ...detail });
  }

  /** Merge new options into the current ones; the frame redraws without losing what was typed. */
  update(options) {
    this._refuseDestroyed();
    checkPaymentOptions(options, UPDATABLE_OPTIONS);
    this._options = { ...this._options, ...options };
    if (this._link) this._link.notify('options', this._options);
    return this;
  }

  focus() {
    if (!this._link) return;
    const { iframe } = this._link;
    // Asked for twice, the engine may take the keyboard out of the frame again.
    if (document.activeElement !== iframe) iframe.focus();
    this._link.notify('focus');
    setTimeout(() => this._insistOnFocus(FOCUS_TRIES), FOCUS_SETTLES_MS);
  }

  /** On a busy machine our document believes the frame has the keyboard, and the frame does not. */
  async _insistOnFocus(tries) {
    const link = this._link;
    const ours = () =>
      link === this._link && document.hasFocus() && document.activeElement === link.iframe;
    if (!link || !tries || !ours() || (await link.call('hasFocus').catch(() => true)) || !ours()) return;
    link.iframe.blur();
    link.iframe.focus();
    link.notify('focus');
    setTimeout(() => this._insistOnFocus(tries - 1), FOCUS_SETTLES_MS);
  }

  blur() {
    if (!this._link) return;
    this._link.notify('blur');
    this._link.iframe.blur();
  }

  clear() {
    if (this._link) this._link.notify('clear');
  }

  /** Fold the Element to its list of methods, none chosen. */
  collapse() {
    if (this._link) this._link.notify('collapse');
    return this;
  }

  /** Take the Element out of the page; mount() puts it back, empty. */
  unmount() {
    if (!this._link) return;
    if (this._challenge) this._challenge.close();
    this._link.close();
    this._link = null;
    this._ready = false;
    this._container.classList.remove(
      'StripeElement', 'StripeElement--complete', 'StripeElement--empty', 'StripeElement--focus',
    );
    this._container = null;
  }

  /** Take the Element out for good and free all it held. */
  destroy() {
    this._refuseDestroyed();
    this.unmount();
    this._destroyed = true;
    this._emitter.clear();
    this._group._forget(this);
  }

  _refuseDestroyed() {
    if (this._destroyed) {
      refuse('This Element has already been destroyed. Please create a new one.');
    }
  }
}
