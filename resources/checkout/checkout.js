// @ts-check
'use strict';

/*
 * Shows one Stripe Payment Element at a time and confirms with it. The app speaks to this page with
 * the DOM event "pos-app:command" and listens to "pos-app:message"; both carry JSON text. Secrets
 * arrive with a command, are handed to Stripe.js and are kept nowhere else.
 *
 * An Element is mounted for a sale ("mount"), or prepared before its PaymentIntent exists ("prepare")
 * and given to a sale later ("bind"):
 * https://docs.stripe.com/payments/accept-a-payment-deferred
 *
 * The question that a bank has asked after an earlier confirmation is shown without one ("bank").
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
  /** @typedef {import('@stripe/stripe-js').PaymentIntentOrSetupIntentResult} Result */
  /** @typedef {{name?: string, email?: string, phone?: string}} Billing */
  /** @typedef {{appearance: Appearance, locale: Locale, background: string}} Look */
  /** @typedef {{appearance: Appearance, locale: Locale, loader: 'auto'}} Settings */
  /** @typedef {{load: number, key: string, locale: Locale}} StartOrder */
  /** @typedef {{amount: number, currency: string}} Money */
  /** @typedef {Look & {sale: number, billing: Billing}} ShowOrder */
  /** @typedef {ShowOrder & {clientSecret: string, customerSession: string | null}} MountOrder */
  /** @typedef {ShowOrder & {money: Money, customerSession: string}} PrepareOrder */
  /** @typedef {{sale: number, money: Money}} ExpectOrder */
  /** @typedef {Look & {sale: number, clientSecret: string}} BankOrder */
  /** @typedef {{sale: number, returnUrl: string, clientSecret: string | null}} ConfirmOrder */
  /**
   * One Element on the page. "money" is what a prepared one was last told; "drawn" ends when it is
   * ready and painted, "updated" when it has followed the last change of its money.
   * @typedef {{number: number, elements: StripeElements, payment: StripePaymentElement,
   *   money: Money | null, drawn: Promise<void>, updated: Promise<void>, choice: object | null,
   *   shown: boolean, confirming: boolean}} Shown
   */

  const PLACE = '#payment-element';
  /**
   * So long an update may take before the Element is shown all the same: should it then hold another
   * amount than the PaymentIntent, Stripe.js refuses to confirm.
   */
  const UPDATE_MS = 2500;

  /** @type {Stripe | null} */
  let stripe = null;
  /** @type {Shown | null} */
  let shown = null;

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
    const { clientSecret, customerSession } = order;
    const made = show(order, null, (js, settings) =>
      js.elements({
        clientSecret,
        ...(customerSession && { customerSessionClientSecret: customerSession }),
        ...settings,
      }),
    );
    if (made) present(made);
  }

  /** @param {PrepareOrder} order */
  function prepare(order) {
    const { money, customerSession } = order;
    const made = show(order, money, (js, settings) =>
      js.elements({
        mode: 'payment',
        ...money,
        customerSessionClientSecret: customerSession,
        ...settings,
      }),
    );
    made?.drawn.then(() => made === shown && tell('prepared', { sale: made.number }));
  }

  /**
   * @param {ShowOrder} order
   * @param {Money | null} money
   * @param {(stripe: Stripe, settings: Settings) => StripeElements} begin
   * @returns {Shown | null}
   */
  function show(order, money, begin) {
    unmount();
    paint(order);
    try {
      if (!stripe) throw new Error('Stripe.js is not started');
      const { appearance, locale } = order;
      const elements = begin(stripe, { appearance, locale, loader: 'auto' });
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
      shown = {
        number: order.sale,
        elements,
        payment,
        money,
        drawn: new Promise((resolve) => payment.on('ready', () => afterPaint(resolve))),
        updated: Promise.resolve(),
        choice: null,
        shown: false,
        confirming: false,
      };
      listen(shown);
      payment.mount(PLACE);
      return shown;
    } catch (error) {
      unmount();
      fail(order.sale, error);
      return null;
    }
  }

  /** @param {ExpectOrder} order */
  function expect({ sale, money }) {
    const current = shown;
    if (!current?.money || current.number !== sale) return;
    if (money.amount === current.money.amount && money.currency === current.money.currency) return;
    current.money = money;
    const update = current.elements.update(money).then(() => new Promise(afterPaint));
    const patience = new Promise((resolve) => setTimeout(resolve, UPDATE_MS));
    current.updated = Promise.race([update, patience]).then(
      () => {},
      (error) => {
        if (current === shown) fail(sale, error);
      },
    );
  }

  /**
   * Give the prepared Element to a sale.
   * @param {ExpectOrder} order
   */
  function bind(order) {
    if (shown?.number !== order.sale) {
      fail(order.sale, 'The prepared Element is gone.');
      return;
    }
    expect(order);
    present(shown);
  }

  /**
   * Let the sale begin once its Element is drawn with the right amount.
   * @param {Shown} current
   */
  async function present(current) {
    await Promise.all([current.drawn, current.updated]);
    if (current !== shown) return;
    current.shown = true;
    tell('ready', { sale: current.number });
    if (current.choice) tell('changed', current.choice);
  }

  /**
   * @param {number} number
   * @param {unknown} error
   */
  function fail(number, error) {
    tell('element_failed', { sale: number, message: textOf(error) });
  }

  /**
   * Wait until what is there has been drawn, so that nobody looks at an empty page; a page that is
   * not shown draws nothing and does not wait long.
   * @param {(value?: any) => void} then
   */
  function afterPaint(then) {
    requestAnimationFrame(() => requestAnimationFrame(then));
    setTimeout(then, 100);
  }

  /** @param {Shown} current */
  function listen(current) {
    const { number, payment } = current;
    payment.on('escape', () => tell('escape', { sale: number }));
    payment.on('loaderror', ({ error }) => fail(number, error.message ?? error.type));
    payment.on('change', ({ complete, empty, value }) => {
      current.choice = {
        sale: number,
        complete,
        empty,
        type: value.type,
        saved: value.payment_method?.id ?? null,
      };
      if (current.shown) tell('changed', current.choice);
    });
    payment.on('savedpaymentmethodupdate', () => tell('saved_changed', { sale: number }));
    payment.on('savedpaymentmethodremove', () => tell('saved_changed', { sale: number }));
  }

  /** @param {ConfirmOrder} order */
  async function confirm({ sale: number, returnUrl, clientSecret }) {
    const current = shown;
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
          ...(clientSecret && { clientSecret }),
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
   * Ask what the bank wants to know, of a PaymentIntent that is confirmed already.
   * https://docs.stripe.com/js/payment_intents/handle_next_action
   * @param {BankOrder} order
   */
  async function bank({ sale: number, clientSecret, ...look }) {
    unmount();
    paint(look);
    try {
      if (!stripe) throw new Error('Stripe.js is not started');
      reportResult(number, await stripe.handleNextAction({ clientSecret }));
    } catch (error) {
      report(number, '', { type: 'integration_error', message: textOf(error) });
    }
  }

  /**
   * @param {number} number
   * @param {Result} result
   */
  function reportResult(number, { paymentIntent, error }) {
    if (error) report(number, error.payment_intent?.status ?? '', error);
    else report(number, paymentIntent?.status ?? '', null);
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
    shown?.elements.update({ appearance: look.appearance, locale: look.locale });
  }

  function unmount() {
    const last = shown;
    shown = null;
    last?.payment.destroy();
    document.querySelector(PLACE)?.replaceChildren();
  }

  function focus() {
    shown?.payment.focus();
  }

  /** @type {Record<string, (order: any) => void>} */
  const COMMANDS = { start, mount, prepare, expect, bind, confirm, bank, restyle, unmount, focus };

  document.addEventListener('pos-app:command', (event) => {
    const order = JSON.parse(/** @type {CustomEvent<string>} */ (event).detail);
    COMMANDS[order.command]?.(order);
  });
  tell('loaded');
})();
