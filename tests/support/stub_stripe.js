'use strict';

/*
 * The smallest script that behaves like stripe.js towards checkout.js, for what the training
 * stand-in never does: hang, throw, stay silent. The end of the client secret says what happens;
 * without one, the end of the CustomerSession's secret.
 */
window.Stripe = function Stripe(key, options) {
  if (key.startsWith('pk_live_') && location.protocol !== 'https:') {
    throw new Error('Live Stripe.js integrations must use HTTPS.');
  }
  if (key.endsWith('refused')) throw new Error('Invalid API Key provided');
  const server = new URL(document.getElementById('stripe-js').src).origin;

  const forever = () => new Promise(() => {});

  function outcomes(plan, returnUrl) {
    const bank = `${server.replace('127.0.0.1', 'localhost')}/bank?back=${encodeURIComponent(returnUrl)}`;
    return {
      succeed: () => ({ paymentIntent: { id: 'pi_1', status: 'succeeded' } }),
      decline: () => ({
        error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          message: 'Your card has insufficient funds.',
          payment_intent: { id: 'pi_1', status: 'requires_payment_method' },
        },
      }),
      throw: () => {
        throw new Error('IntegrationError: misuse');
      },
      never: forever,
      late: () =>
        new Promise((resolve) => {
          window.stub.finish = () => resolve({ paymentIntent: { id: 'pi_1', status: 'succeeded' } });
        }),
      loop: () => {
        for (;;);
      },
      redirect: () => {
        location.href = bank;
        return forever();
      },
      nowhere: () => {
        location.href = `${server.replace('127.0.0.1', 'localhost')}/gone`;
        return forever();
      },
      popup: () => {
        window.popup = window.open(`${bank}&popup=1`);
        return forever();
      },
    }[plan];
  }

  return {
    elements({ clientSecret, customerSessionClientSecret, appearance, locale, amount, currency }) {
      const plan = (clientSecret || customerSessionClientSecret).split('_').pop();
      const listeners = {};
      const emit = (name, detail) =>
        (listeners[name] || []).forEach((listener) => listener({ elementType: 'payment', ...detail }));
      const shown = document.createElement('input');
      shown.id = 'stub-field';
      window.stub = {
        emit, appearance, locale, options, customerSessionClientSecret, amount, currency, updates: 0,
      };
      return {
        plan,
        create(type, settings) {
          window.stub.settings = settings;
          return {
            on: (name, listener) => (listeners[name] ||= []).push(listener),
            focus: () => shown.focus(),
            destroy: () => shown.remove(),
            mount(place) {
              if (plan === 'unmountable') throw new Error('Element cannot be mounted');
              document.querySelector(place).appendChild(shown);
              if (plan === 'silent') return;
              if (plan === 'slow') {
                window.stub.wake = () => emit('ready');
                return;
              }
              setTimeout(() => {
                if (plan === 'loaderror') {
                  emit('loaderror', { error: { type: 'api_error', message: 'No such session' } });
                  return;
                }
                emit('ready');
                emit('change', {
                  complete: true,
                  empty: false,
                  collapsed: false,
                  value: { type: 'card', payment_method: { id: 'pm_stub' } },
                });
              });
            },
          };
        },
        update(change) {
          const updates = window.stub.updates + 1;
          Object.assign(window.stub, change, { updates });
          if (plan === 'misfit') return Promise.reject(new Error('IntegrationError: currency'));
          if (plan === 'endless') return forever();
          return new Promise((resolve) => {
            if (plan === 'lagging') window.stub.catchUp = resolve;
            else resolve();
          });
        },
        submit: async () =>
          plan === 'incomplete'
            ? { error: { type: 'validation_error', code: 'incomplete_number', message: 'Incomplete.' } }
            : { selectedPaymentMethod: 'card' },
      };
    },
    confirmPayment: async ({ elements, clientSecret, confirmParams }) => {
      window.stub.confirmations = (window.stub.confirmations || 0) + 1;
      window.stub.confirmed = clientSecret;
      const plan = clientSecret ? clientSecret.split('_').pop() : elements.plan;
      return outcomes(plan, confirmParams.return_url)();
    },
  };
};
