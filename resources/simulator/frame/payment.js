'use strict';

const FOCUS_SETTLES_MS = 1000;

/** The Payment Element inside its frame: draws the session, reports changes, confirms. */
class PaymentFrame {
  constructor(settings, port, sessionPort) {
    this.root = document.getElementById('root');
    this.port = new Peer(port, this.handlers());
    this.shown = false;
    this.loads = 0;
    this.lastHeight = 0;
    this.askedToFocus = -Infinity;
    this.lastChange = '';
    new ResizeObserver(() => this.reportHeight()).observe(this.root);
    this.root.addEventListener('resized', () => this.reportHeight());
    document.addEventListener('keydown', (event) => this.keyPressed(event));
    for (const name of ['focus', 'blur']) {
      window.addEventListener(name, () => {
        this.port.notify('state', { focus: name === 'focus' });
        this.event(name);
        if (name === 'focus') this.keepFocus();
      });
    }
    this.apply(settings);
    this.load(sessionPort);
  }

  handlers() {
    return {
      options: (options) => this.redraw({ ...this.settings, options }),
      settings: (settings) => this.redraw(settings),
      reload: (settings, ports) => {
        this.apply(settings);
        return this.load(ports[0]);
      },
      focus: () => {
        this.askedToFocus = performance.now();
        if (this.picker) this.picker.focus();
      },
      hasFocus: () => document.hasFocus(),
      blur: () => document.activeElement && document.activeElement.blur(),
      clear: () => this.clear(),
      collapse: () => this.picker && this.picker.select(null, false),
      fetchUpdates: () => this.fetchUpdates(),
      submit: () => this.submit(),
      confirm: (params) => this.busy(() => this.confirmation.confirm(params)),
      confirmationToken: (params) => this.busy(() => this.confirmation.confirmationToken(params)),
      paymentMethod: (params) => this.busy(() => this.confirmation.paymentMethod(params)),
    };
  }

  /** The engine hands the keyboard to a frame in steps and may drop what had it in between. */
  keepFocus() {
    const justAsked = performance.now() - this.askedToFocus < FOCUS_SETTLES_MS;
    if (justAsked && this.picker && document.activeElement === document.body) this.picker.focus();
  }

  apply(settings) {
    this.settings = settings;
    this.text = textsFor(settings.locale);
    this.api = new Api(settings.key, this.text);
    document.documentElement.lang = settings.locale;
    applyAppearance(settings.appearance);
    applyFonts(settings.fonts);
  }

  /** Draw placeholders, fetch what can be chosen, draw it. */
  async load(sessionPort) {
    this.loads += 1;
    const turn = this.loads;
    if (this.settings.loader !== 'never' && !this.shown) this.drawLoader();
    const source = new Peer(sessionPort, {});
    const answer = await source.call('session');
    source.notify('done');
    source.close();
    if (turn !== this.loads) return; // update() has asked for another session since
    if (answer.error) {
      this.root.replaceChildren(this.footer());
      this.reportHeight();
      this.event('loaderror', { error: answer.error });
      return;
    }
    this.session = answer.value;
    this.draw(null);
    if (!this.shown) this.port.notify('ready');
    this.shown = true;
    this.announce();
    this.event('availablepaymentmethodschange', { paymentMethods: this.available() });
  }

  available() {
    const types = this.picker.choices.map((choice) => choice.type);
    return Object.fromEntries(types.map((type) => [type, { available: true }]));
  }

  drawLoader() {
    const bones = [1, 2, 3].map(() => h('div', { class: 'Bone' }));
    this.root.replaceChildren(
      h('div', { class: 'Loader', role: 'status', 'aria-label': this.text('loading') }, ...bones),
    );
    this.reportHeight();
  }

  /** Everything the forms and rows need to know. */
  context() {
    const { options, locale } = this.settings;
    return {
      text: this.text, locale, options, session: this.session,
      changed: () => this.changed(),
      resized: () => this.reportHeight(),
      brandChanged: (brand) => this.brandChanged(brand),
      businessName: () => (options.business && options.business.name) || this.session.business_name || this.text('this_shop'),
      remove: (choice) => this.saved.remove(choice),
      updateExpiry: (choice, expiry) => this.saved.updateExpiry(choice, expiry),
    };
  }

  draw(selectedKey) {
    const context = this.context();
    const choices = this.makeChoices(context);
    const hadFocus = this.root.contains(document.activeElement);
    this.keepTyped(choices);
    this.picker = new Picker(context, choices, () => this.changed());
    this.confirmation = new Confirmation(this);
    this.saved = new SavedMethods(this);
    this.root.replaceChildren(
      choices.length ? this.picker.node : h('p', { class: 'Text' }, this.text('no_methods')),
      this.footer(),
    );
    this.root.inert = Boolean(this.settings.options.readOnly);
    const start = choices.find((choice) => choice.key === selectedKey) || this.preselected(choices);
    this.lastChange = '';
    this.picker.select(start, false);
    if (hadFocus) this.picker.focus();
    this.reportHeight();
  }

  /** Carry over into new forms what stands in the old ones of the same type. */
  keepTyped(choices) {
    const old = this.picker ? this.picker.choices : [];
    for (const choice of choices.filter((each) => !each.saved)) {
      const former = old.find((each) => each.key === choice.key);
      if (former) choice.form.takeOver(former.form);
    }
  }

  makeChoices(context) {
    const order = this.settings.options.paymentMethodOrder || [];
    const place = (type) => (order.includes(type) ? order.indexOf(type) : order.length);
    const types = [...this.session.payment_method_types].sort((one, other) => place(one) - place(other));
    const forms = types.map((type) => formFor(type, context)).filter(Boolean);
    return [
      ...this.session.saved.map((method) => new SavedChoice(method, context)),
      ...forms.map((form) => new NewChoice(form, context)),
    ];
  }

  preselected(choices) {
    const layout = this.settings.options.layout;
    return isMapping(layout) && layout.defaultCollapsed ? null : choices[0] || null;
  }

  footer() {
    return h('p', { class: 'Footer' }, this.text('footer'));
  }

  /** Draw anew under changed settings, keeping the choice and what was typed. */
  redraw(settings) {
    const before = this.settings;
    this.apply(settings);
    if (!this.shown) return;
    const same = JSON.stringify([before.options, before.locale]) ===
      JSON.stringify([settings.options, settings.locale]);
    if (!same) this.draw(this.picker.selected && this.picker.selected.key);
    this.reportHeight();
    this.announce();
  }

  clear() {
    if (!this.picker) return;
    for (const choice of this.picker.choices) choice.clear();
    this.changed();
  }

  changed() {
    if (this.shown) this.announce();
  }

  /** Tell the page about the selection, once for each real change. */
  announce() {
    const choice = this.picker.selected;
    const event = {
      empty: choice ? choice.empty : true,
      complete: choice ? choice.complete : false,
      collapsed: !choice,
      value: this.value(choice),
    };
    const fingerprint = JSON.stringify(event);
    if (fingerprint === this.lastChange) return;
    this.lastChange = fingerprint;
    this.port.notify('state', { complete: event.complete, empty: event.empty });
    this.event('change', event);
  }

  value(choice) {
    const fallback = this.picker.choices[0];
    if (!choice) return { type: fallback ? fallback.type : 'card' };
    if (choice.saved) return { type: choice.type, payment_method: publicMethod(choice.method) };
    const { form } = choice;
    const value = { type: choice.type };
    if (form.save) value.savePaymentMethod = form.save.input.checked;
    if (form.country) {
      const { country, postal_code: postal } = form.address();
      value.billingDetails = { address: { country: country || null, postalCode: postal || null } };
    }
    return value;
  }

  brandChanged(brand) {
    const details = brand === 'unknown' ? undefined : { brands: [brand], funding: null };
    this.event('carddetailschange', { loading: false, details });
  }

  /** Show every mistake; the first one is what the page is told. */
  submit() {
    const choice = this.picker && this.picker.selected;
    if (!choice) return this.problem('nothing_chosen');
    const field = choice.validate();
    this.reportHeight();
    if (!field) return { selectedPaymentMethod: choice.type };
    if (field.input) field.input.focus();
    return this.problem(field.code);
  }

  problem(code) {
    return { error: { type: 'validation_error', code, message: this.text(code) } };
  }

  async fetchUpdates() {
    const clientSecret = this.session && this.session.client_secret;
    if (!clientSecret) return {};
    const answer = await this.api.retrieve(clientSecret);
    return answer.error ? { error: answer.error } : {};
  }

  /** Lock the form while a request is under way. */
  async busy(work) {
    this.root.inert = true;
    this.root.setAttribute('aria-busy', 'true');
    try {
      return await work();
    } finally {
      this.root.inert = Boolean(this.settings.options.readOnly);
      this.root.removeAttribute('aria-busy');
    }
  }

  keyPressed(event) {
    if (event.key === 'Escape') this.event('escape');
    const isField = event.target instanceof HTMLInputElement;
    const isChosen = event.target.getAttribute && event.target.getAttribute('aria-checked') === 'true';
    if (event.key !== 'Enter' || !(isField || isChosen)) return;
    event.preventDefault();
    this.port.notify('enter');
  }

  event(name, detail) {
    this.port.notify('event', { name, detail });
  }

  /** Measured here and now: a hidden page has no animation frames to wait for. */
  reportHeight() {
    const height = Math.ceil(this.root.getBoundingClientRect().height);
    if (height === this.lastHeight) return;
    this.lastHeight = height;
    this.port.notify('height', height);
  }
}
