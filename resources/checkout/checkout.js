// @ts-check
'use strict';

/*
 * Shows one Stripe Payment Element at a time and confirms with it. The app speaks to this page with
 * the DOM event "pos-app:command" and listens to "pos-app:message"; both carry JSON text. Secrets
 * arrive with a command, are handed to Stripe.js and are kept nowhere else.
 *
 * Only the public API of Stripe.js is used: https://docs.stripe.com/js
 */
(() => {
  /** @typedef {import('@stripe/stripe-js').Stripe} Stripe */
  /** @typedef {import('@stripe/stripe-js').StripeElements} StripeElements */
  /** @typedef {import('@stripe/stripe-js').StripePaymentElement} StripePaymentElement */
  /** @typedef {import('@stripe/stripe-js').StripeElementLocale} Locale */
  /** @typedef {import('@stripe/stripe-js').Appearance} Appearance */
  /** @typedef {import('@stripe/stripe-js').StripeError} StripeError */
  /** @typedef {import('@stripe/stripe-js').PaymentIntentResult} PaymentIntentResult */
  /** @typedef {{name?: string, email?: string, phone?: string}} Billing */
  /** @typedef {{appearance: Appearance, locale: Locale, background: string}} Look */
  /** @typedef {{load: number, key: string, locale: Locale}} StartOrder */
  /**
   * @typedef {Look & {sale: number, clientSecret: string, customerSession: string | null,
   *   billing: Billing}} MountOrder
   */
  /** @typedef {{sale: number, returnUrl: string}} ConfirmOrder */
  /**
   * One mounted Element.
   * @typedef {{number: number, elements: StripeElements, payment: StripePaymentElement,
   *   confirming: boolean}} Sale
   */

  const PLACE = '#payment-element';

  /** @type {Stripe | null} */
  let stripe = null;
  /** @type {Sale | null} */
  let sale = null;

  const scriptTag = document.getElementById('stripe-js');
  const scriptLoaded = new Promise((resolve, reject) => {
    scriptTag?.addEventListener('load', resolve);
    scriptTag?.addEventListener('error', () => reject(new Error('stripe.js could not be loaded')));
  });
  scriptLoaded.catch(() => {}); // start() reports it; until then it is no unhandled rejection

  /**
   * @param {string} kind
   * @param {object} [detail]
   */
  function tell(kind, detail = {}) {
    const text = JSON.stringify({ kind, ...detail });
    document.dispatchEvent(new CustomEvent('pos-app:message', { detail: text }));
  }

  /** @param {unknown} error */
  function textOf(error) {
    return error instanceof Error ? error.message : String(error);
  }

  /** @param {StartOrder} order */
  async function start({ load, key, locale }) {
    try {
      await scriptLoaded;
      if (!window.Stripe) throw new Error('stripe.js defined no Stripe');
      stripe ??= window.Stripe(key, { locale });
      tell('warm', { load });
    } catch (error) {
      tell('script_failed', { load, message: textOf(error) });
    }
  }

  /** @param {Pick<Look, 'appearance' | 'background'>} look */
  function paint({ appearance, background }) {
    const root = document.documentElement;
    root.classList.toggle('dark', appearance.theme === 'night');
    root.style.setProperty('--page', background);
  }

  /** @param {MountOrder} order */
  function mount(order) {
    unmount();
    paint(order);
    try {
      if (!stripe) throw new Error('Stripe.js is not started');
      const elements = stripe.elements({
        clientSecret: order.clientSecret,
        ...(order.customerSession && { customerSessionClientSecret: order.customerSession }),
        appearance: order.appearance,
        locale: order.locale,
        loader: 'auto',
      });
      const payment = elements.create('payment', {
        layout: {
          type: 'accordion',
          defaultCollapsed: false,
          radios: 'always',
          spacedAccordionItems: false,
        },
        wallets: { applePay: 'never', googlePay: 'never', link: 'never' },
        defaultValues: { billingDetails: order.billing },
      });
      sale = { number: order.sale, elements, payment, confirming: false };
      listen(order.sale, payment);
      payment.mount(PLACE);
    } catch (error) {
      unmount();
      tell('element_failed', { sale: order.sale, message: textOf(error) });
    }
  }

  /**
   * Wait until what is there has been drawn, so that nobody looks at an empty page; a page that is
   * not shown draws nothing and does not wait long.
   * @param {() => void} then
   */
  function afterPaint(then) {
    let told = false;
    const once = () => {
      if (!told) then();
      told = true;
    };
    requestAnimationFrame(() => requestAnimationFrame(once));
    setTimeout(once, 100);
  }

  /**
   * @param {number} number
   * @param {StripePaymentElement} payment
   */
  function listen(number, payment) {
    let shown = false;
    /** @type {object | null} */
    let choice = null;
    payment.on('ready', () =>
      afterPaint(() => {
        shown = true;
        tell('ready', { sale: number });
        if (choice) tell('changed', choice);
      }),
    );
    payment.on('escape', () => tell('escape', { sale: number }));
    payment.on('loaderror', ({ error }) => {
      tell('element_failed', { sale: number, message: error.message ?? error.type });
    });
    payment.on('change', ({ complete, empty, value }) => {
      choice = {
        sale: number,
        complete,
        empty,
        type: value.type,
        saved: value.payment_method?.id ?? null,
      };
      if (shown) tell('changed', choice);
    });
    payment.on('savedpaymentmethodupdate', () => tell('saved_changed', { sale: number }));
    payment.on('savedpaymentmethodremove', () => tell('saved_changed', { sale: number }));
  }

  /** @param {ConfirmOrder} order */
  async function confirm({ sale: number, returnUrl }) {
    const current = sale;
    if (!stripe || !current || current.number !== number) {
      // Nothing was sent: the Element of this sale is not on the page.
      report(number, '', { type: 'page_error', message: 'The Element is not mounted.' });
      return;
    }
    if (current.confirming) return;
    current.confirming = true;
    try {
      const submitted = await current.elements.submit();
      if (submitted.error) {
        report(number, '', submitted.error);
        return;
      }
      reportResult(
        number,
        await stripe.confirmPayment({
          elements: current.elements,
          confirmParams: { return_url: returnUrl },
          redirect: 'if_required',
        }),
      );
    } catch (error) {
      report(number, '', { type: 'integration_error', message: textOf(error) });
    } finally {
      current.confirming = false;
    }
  }

  /**
   * @param {number} number
   * @param {PaymentIntentResult} result
   */
  function reportResult(number, { paymentIntent, error }) {
    if (error) report(number, error.payment_intent?.status ?? '', error);
    else report(number, paymentIntent.status, null);
  }

  /**
   * @param {number} number
   * @param {string} status
   * @param {Pick<StripeError, 'code' | 'decline_code' | 'message'> & {type: string} | null} error
   */
  function report(number, status, error) {
    tell('confirmed', {
      sale: number,
      status,
      error_type: error?.type ?? '',
      code: error?.code ?? '',
      decline_code: error?.decline_code ?? '',
      message: error?.message ?? '',
    });
  }

  /** @param {Look} look */
  function restyle(look) {
    paint(look);
    sale?.elements.update({ appearance: look.appearance, locale: look.locale });
  }

  function unmount() {
    const last = sale;
    sale = null;
    last?.payment.destroy();
    document.querySelector(PLACE)?.replaceChildren();
  }

  function focus() {
    sale?.payment.focus();
  }

  /** @type {Record<string, (order: any) => void>} */
  const COMMANDS = { start, mount, confirm, restyle, unmount, focus };

  document.addEventListener('pos-app:command', (event) => {
    const order = JSON.parse(/** @type {CustomEvent<string>} */ (event).detail);
    COMMANDS[order.command]?.(order);
  });
  tell('loaded');
})();
