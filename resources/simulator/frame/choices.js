'use strict';

/* What can be chosen: a saved method, or a new one of some type. */

const DETAIL_TYPES = ['card', 'sepa_debit', 'us_bank_account', 'ideal', 'bancontact'];

/** The part of a saved method that the page may see. */
function publicMethod(method) {
  return { id: method.id, type: method.type, billing_details: method.billing_details };
}

/** "•••• 4242", or the type's name when there are no digits. */
function shortName(method, text) {
  const type = DETAIL_TYPES.find((name) => method[name]);
  const digits = type && (method[type].last4 || method[type].iban_last4);
  return digits ? `•••• ${digits}` : text(method.type);
}

/** The name a screen reader says: "VISA ending in 4242". */
function spokenName(method, text) {
  const details = method[method.type] || {};
  const known = BRANDS.find((entry) => entry.brand === details.brand);
  return details.last4
    ? text('ending', known ? known.word : text(method.type), details.last4)
    : text(method.type);
}

class Choice {
  constructor(key, type, context) {
    this.key = key;
    this.type = type;
    this.context = context;
    this.panel = h('div', { class: 'Panel', hidden: true });
    this.tools = [];
  }

  /** Whether the panel below the row has anything to show. */
  get hasContent() {
    return [...this.panel.children].some((child) => !child.hidden);
  }

  /** The radio button of this choice; `select` is called with the choice. */
  makeRow(select, ...content) {
    this.button = h(
      'button',
      {
        type: 'button', class: 'RowButton', role: 'radio', 'aria-checked': 'false', tabindex: '-1',
        'data-choice': this.key, onclick: () => select(this),
      },
      h('span', { class: 'RadioIcon', 'aria-hidden': 'true' }), ...content,
    );
    this.item = h(
      'div', { class: 'AccordionItem', role: 'presentation' },
      h('div', { class: 'Row' }, this.button, ...this.tools), this.panel,
    );
    return this.item;
  }

  show(selected) {
    this.button.setAttribute('aria-checked', String(selected));
    this.button.tabIndex = selected ? 0 : -1;
    this.item.classList.toggle('AccordionItem--selected', selected);
    this.panel.hidden = !selected || !this.hasContent;
    for (const tool of this.tools) tool.hidden = !selected;
  }
}

/** A method kept from an earlier payment. */
class SavedChoice extends Choice {
  constructor(method, context) {
    super(method.id, method.type, context);
    this.method = method;
    this.saved = true;
    if (method.type === 'card' && context.session.require_cvc) this.addCvc();
    if (context.session.features.remove) this.addManager();
  }

  addCvc() {
    const { text, changed } = this.context;
    const { brand } = this.method.card;
    this.cvc = new Field({
      text, changed, name: 'cvc', span: 'half', inputmode: 'numeric', autocomplete: 'cc-csc',
      maxlength: 4, placeholder: text('cvc_hint'),
      format: (value) => digitsOf(value).slice(0, brand === 'amex' ? 4 : 3),
      problem: (value) => cvcProblem(value, brand),
    });
    this.panel.append(
      h('p', { class: 'TermsText' }, text('cvc_again')), h('div', { class: 'Grid' }, this.cvc.node),
    );
  }

  addManager() {
    const { text } = this.context;
    this.manager = h('div', { class: 'Manager', hidden: true });
    this.panel.append(this.manager);
    const tool = h(
      'button',
      { type: 'button', class: 'Button Button--quiet', 'aria-expanded': 'false', hidden: true, onclick: () => this.toggleManager(tool) },
      text('manage'),
    );
    this.tools.push(tool);
  }

  toggleManager(tool) {
    const opening = this.manager.hidden;
    this.manager.hidden = !opening;
    tool.setAttribute('aria-expanded', String(opening));
    tool.textContent = this.context.text(opening ? 'close' : 'manage');
    if (opening) this.manager.replaceChildren(...managerContent(this));
    this.panel.hidden = !this.hasContent;
    this.context.resized();
  }

  row(select) {
    const { text } = this.context;
    const name = h('span', { class: 'AccordionItemLabel' }, shortName(this.method, text));
    this.meta = h('span', { class: 'Meta' });
    const row = this.makeRow(select, badge(this.method), name, this.meta);
    this.button.setAttribute('aria-label', spokenName(this.method, text));
    this.showExpiry();
    return row;
  }

  showExpiry() {
    const { card } = this.method;
    const { text } = this.context;
    if (!card) {
      this.meta.textContent = text(this.type);
      return;
    }
    const month = `${String(card.exp_month).padStart(2, '0')}/${String(card.exp_year).slice(2)}`;
    this.meta.replaceChildren(
      isExpired(card.exp_month, card.exp_year, new Date())
        ? h('span', { class: 'Expired' }, icon('warning'), text('expired'))
        : h('span', {}, h('span', { class: 'Word' }, text('expires', '')), month),
    );
  }

  get empty() {
    return false;
  }

  get complete() {
    return !this.cvc || !this.cvc.problem;
  }

  validate() {
    if (this.complete) return null;
    this.cvc.complain(this.cvc.problem);
    return this.cvc;
  }

  clear() {
    if (this.cvc) this.cvc.clear();
  }

  focus() {
    (this.cvc ? this.cvc.input : this.button).focus();
  }

  blame(error) {
    if (this.cvc && error.code === 'incorrect_cvc') this.cvc.complain(error.code, error.message);
  }
}

/** Expiry and removal of a saved method. */
function managerContent(choice) {
  const { text } = choice.context;
  const content = [];
  if (choice.method.type === 'card') content.push(...expiryEditor(choice));
  const ask = h('div', { class: 'Actions' });
  const remove = h(
    'button', { type: 'button', class: 'Button Button--danger', 'data-action': 'remove' }, text('remove'),
  );
  remove.addEventListener('click', () => {
    const yes = h(
      'button',
      { type: 'button', class: 'Button Button--danger', 'data-action': 'remove-yes', onclick: () => choice.context.remove(choice) },
      text('remove'),
    );
    const no = h('button', { type: 'button', class: 'Button', onclick: () => ask.replaceChildren(remove) }, text('keep'));
    ask.replaceChildren(
      h('span', { class: 'Text' }, text('remove_ask', shortName(choice.method, text))), yes, no,
    );
    yes.focus();
    choice.context.resized();
  });
  ask.append(remove);
  content.push(ask);
  return content;
}

function expiryEditor(choice) {
  const { context, method } = choice;
  const two = (number) => String(number).padStart(2, '0');
  const field = new Field({
    text: context.text, changed: context.resized, name: 'expiry', span: 'half', full: 7, eager: true,
    inputmode: 'numeric', placeholder: context.text('expiry_hint'), maxlength: 9, format: formatExpiry,
    value: `${two(method.card.exp_month)} / ${two(method.card.exp_year % 100)}`,
    problem: (value) => expiryProblem(value, new Date()),
  });
  const save = h(
    'button',
    {
      type: 'button', class: 'Button', 'data-action': 'update',
      onclick: () => {
        field.complain(field.problem);
        if (!field.problem) context.updateExpiry(choice, readExpiry(field.value));
      },
    },
    context.text('update'),
  );
  return [h('div', { class: 'Grid' }, field.node, h('div', { class: 'Actions' }, save))];
}

/** A method to be entered now. */
class NewChoice extends Choice {
  constructor(form, context) {
    super(`new:${form.type}`, form.type, context);
    this.form = form;
    this.saved = false;
    this.panel.append(form.node);
  }

  row(select) {
    const { text, session } = this.context;
    const isNewCard = this.type === 'card' && session.saved.length > 0;
    const name = text(isNewCard ? 'new_card' : this.type);
    return this.makeRow(
      select, badge({ type: this.type }), h('span', { class: 'AccordionItemLabel' }, name),
    );
  }

  get empty() {
    return this.form.empty;
  }

  get complete() {
    return this.form.complete;
  }

  get keeps() {
    return Boolean(this.form.save && this.form.save.input.checked);
  }

  validate() {
    return this.form.validate();
  }

  clear() {
    this.form.clear();
  }

  focus() {
    const before = document.activeElement;
    this.form.focus();
    if (document.activeElement === before) this.button.focus();
  }

  blame(error) {
    if (this.form.blame) this.form.blame(error);
  }
}
