'use strict';

/**
 * The form of one new method. `context` carries text, locale, options, session and `changed`.
 * Every form answers: fields, empty, complete, data() (payment_method_data) and focus().
 */
class Form {
  constructor(type, context) {
    this.type = type;
    this.context = context;
    this.fields = [];
    this.grid = h('div', { class: 'Grid' });
    this.node = h('div', { class: 'Form', 'data-form': type }, this.grid);
  }

  add(field) {
    this.fields.push(field);
    this.grid.append(field.node);
    return field;
  }

  field(spec) {
    return this.add(new Field({ text: this.context.text, changed: () => this.context.changed(), ...spec }));
  }

  /** A small sentence below the fields. */
  note(text) {
    this.node.append(h('p', { class: 'TermsText' }, text));
  }

  get shownFields() {
    return this.fields.filter((field) => !field.node.hidden);
  }

  get empty() {
    return this.shownFields.every((field) => field.empty);
  }

  get complete() {
    return this.shownFields.every((field) => !field.problem);
  }

  /** Show every error; returns the first field that has one. */
  validate() {
    let first = null;
    for (const field of this.shownFields) {
      const problem = field.problem;
      field.complain(problem);
      if (problem && !first) first = field;
    }
    return first;
  }

  clear() {
    for (const field of this.fields) field.clear();
    if (this.save) this.save.input.checked = false;
  }

  /** Take the entries of an older form of the same type. */
  takeOver(former) {
    for (const field of this.fields) {
      const source = former.fields.find((each) => each.name === field.name);
      if (source) field.input.value = source.value;
    }
    if (this.save && former.save) this.save.input.checked = former.save.input.checked;
  }

  focus() {
    const target = this.shownFields[0];
    if (target) target.input.focus();
  }

  /** Fields that Stripe asks of the page when it told the Element not to collect them. */
  get owed() {
    return [];
  }

  get billing() {
    const defaults = (this.context.options.defaultValues || {}).billingDetails;
    return defaults || {};
  }

  collects(path) {
    return collectsBilling(this.context.options.fields, this.type, path);
  }

  /** Name and e-mail, as bank methods need them. */
  addPerson(...names) {
    for (const name of names) {
      if (!this.collects(name)) continue;
      this[name] = this.field({
        name, value: this.billing[name] || '', type: name === 'email' ? 'email' : 'text',
        autocomplete: name,
        problem: (value) =>
          name === 'email' ? emailProblem(value) : value.trim() ? null : 'incomplete_name',
      });
    }
  }

  personDetails() {
    const details = {};
    if (this.name) details.name = this.name.value.trim();
    if (this.email) details.email = this.email.value.trim();
    return details;
  }

  /** The check box by which the customer lets the method be kept. */
  addSaveBox() {
    if (!this.context.session.features.save) return;
    this.save = saveBox(this.context);
    this.node.append(this.save.node);
  }
}

function collectsBilling(fields, type, path) {
  const own = fields && fields[type] && fields[type].billingDetails;
  let wish = own !== undefined ? own : fields && fields.billingDetails;
  for (const step of path.split('.')) {
    if (!isMapping(wish)) break;
    wish = wish[step];
  }
  return wish !== 'never';
}

function isMapping(value) {
  return value !== null && typeof value === 'object';
}

function saveBox({ text, changed }) {
  const input = h('input', {
    class: 'CheckboxInput', type: 'checkbox', 'data-field': 'save', onchange: changed,
  });
  const node = h(
    'label', { class: 'Checkbox' }, input, h('span', { class: 'CheckboxLabel' }, text('save')),
  );
  return { input, node };
}

/** Number, expiry, security code, country and, where it is asked for, postal code. */
class CardForm extends Form {
  constructor(context) {
    super('card', context);
    const { text } = context;
    this.brand = UNKNOWN_BRAND;
    this.number = this.field({
      name: 'number', inputmode: 'numeric', autocomplete: 'cc-number', full: 19,
      placeholder: '1234 1234 1234 1234', maxlength: 24, format: formatNumber,
      problem: numberProblem, changed: () => this.numberChanged(),
    });
    this.expiry = this.field({
      name: 'expiry', span: 'half', inputmode: 'numeric', autocomplete: 'cc-exp', full: 7,
      eager: true, placeholder: text('expiry_hint'), maxlength: 9, format: formatExpiry,
      problem: (value) => expiryProblem(value, new Date()),
      changed: () => this.filled(this.expiry, 7, this.cvc),
    });
    this.cvc = this.field({
      name: 'cvc', span: 'half', inputmode: 'numeric', autocomplete: 'cc-csc', maxlength: 4,
      placeholder: text('cvc_hint'), format: (value) => digitsOf(value).slice(0, this.brand.cvc || 4),
      problem: (value) => cvcProblem(value, this.brand.brand),
    });
    this.addAddress();
    this.addSaveBox();
    if (context.session.setup_future_usage) {
      this.note(text('sfu_note', context.businessName()));
    }
  }

  takeOver(former) {
    super.takeOver(former);
    this.numberChanged();
    this.countryChanged();
  }

  addAddress() {
    const { context } = this;
    const address = this.billing.address || {};
    if (this.collects('address.country')) {
      this.country = this.add(new CountryField({
        text: context.text, locale: context.locale, value: address.country || context.session.country,
        changed: () => this.countryChanged(),
      }));
    }
    if (this.country && this.collects('address.postalCode')) {
      this.postal = this.field({
        name: 'postal_code', span: 'half', value: address.postal_code || '',
        autocomplete: 'postal-code',
        problem: (value) => (value.trim().length < 3 ? 'incomplete_postal_code' : null),
      });
      this.postal.node.hidden = !POSTAL_COUNTRIES.includes(this.country.value);
    }
  }

  countryChanged() {
    if (this.postal) this.postal.node.hidden = !POSTAL_COUNTRIES.includes(this.country.value);
    this.context.changed();
  }

  numberChanged() {
    const digits = digitsOf(this.number.value);
    const brand = digits ? brandOf(digits) : UNKNOWN_BRAND;
    if (brand.brand !== this.brand.brand) {
      this.brand = brand;
      this.number.slot.replaceChildren(
        brand === UNKNOWN_BRAND ? icon('card') : badge({ type: 'card', card: { brand: brand.brand } }),
      );
      this.context.brandChanged(brand.brand);
    }
    const printed = Math.max(...brand.lengths) === digits.length;
    if (printed && !this.number.problem) this.advance(this.number, this.expiry);
    this.context.changed();
  }

  filled(field, length, next) {
    if (field.value.length >= length && !field.problem) this.advance(field, next);
    this.context.changed();
  }

  /** Go to the next field when this one was just typed full at its end. */
  advance(field, next) {
    const typedAtEnd = document.activeElement === field.input &&
      field.input.selectionStart === field.value.length;
    if (typedAtEnd && next.empty) next.input.focus();
  }

  get owed() {
    return this.collects('address.country') ? [] : ['address.country'];
  }

  address() {
    const address = {};
    if (this.country) address.country = this.country.value;
    if (this.postal && !this.postal.node.hidden) address.postal_code = this.postal.value.trim();
    return address;
  }

  data() {
    const { month, year } = readExpiry(this.expiry.value);
    return {
      card: {
        number: digitsOf(this.number.value), exp_month: month, exp_year: year,
        cvc: digitsOf(this.cvc.value),
      },
      billing_details: { address: this.address() },
    };
  }

  /** Point at the field a decline is about. */
  blame(error) {
    const blamed = {
      incorrect_number: this.number, invalid_number: this.number, expired_card: this.expiry,
      invalid_expiry_month: this.expiry, invalid_expiry_year: this.expiry,
      incorrect_cvc: this.cvc, invalid_cvc: this.cvc,
    }[error.code];
    if (blamed) blamed.complain(error.code, error.message);
  }
}

class SepaForm extends Form {
  constructor(context) {
    super('sepa_debit', context);
    this.iban = this.field({
      name: 'iban', placeholder: 'DE00 0000 0000 0000 0000 00', maxlength: 42, format: formatIban,
      eager: false, full: 42,
      problem: ibanProblem,
    });
    this.addPerson('name', 'email');
    this.addSaveBox();
    this.note(context.text('sepa_note', context.businessName()));
  }

  get owed() {
    return ['name', 'email'].filter((name) => !this.collects(name));
  }

  data() {
    return {
      sepa_debit: { iban: compactIban(this.iban.value) },
      billing_details: this.personDetails(),
    };
  }
}

class UsBankForm extends Form {
  constructor(context) {
    super('us_bank_account', context);
    this.routing = this.field({
      name: 'routing', span: 'half', inputmode: 'numeric', maxlength: 9, full: 9,
      placeholder: '110000000', format: (value) => digitsOf(value).slice(0, 9),
      problem: routingProblem,
    });
    this.account = this.field({
      name: 'account', span: 'half', inputmode: 'numeric', maxlength: 17,
      placeholder: '000123456789', format: (value) => digitsOf(value).slice(0, 17),
      problem: (value) => (digitsOf(value).length < 4 ? 'incomplete_account' : null),
    });
    this.addPerson('name', 'email');
    this.addSaveBox();
    this.note(context.text('ach_note', context.businessName()));
  }

  get owed() {
    return ['name', 'email'].filter((name) => !this.collects(name));
  }

  data() {
    return {
      us_bank_account: {
        routing_number: this.routing.value, account_number: this.account.value,
        account_holder_type: 'individual',
      },
      billing_details: this.personDetails(),
    };
  }
}

/** A method that leaves the page: nothing to type but the name. */
class RedirectForm extends Form {
  constructor(type, context) {
    super(type, context);
    this.node.append(
      h('p', { class: 'RedirectText' }, icon('redirect'), h('span', {}, context.text('redirect_note'))),
    );
    if (type === 'bancontact') this.addPerson('name');
  }

  data() {
    return { [this.type]: {}, billing_details: this.personDetails() };
  }
}

/** @returns {?Form} the form of a type, null for types the stand-in does not offer */
function formFor(type, context) {
  if (type === 'card') return new CardForm(context);
  if (type === 'sepa_debit') return new SepaForm(context);
  if (type === 'us_bank_account') return new UsBankForm(context);
  if (type === 'ideal' || type === 'bancontact') return new RedirectForm(type, context);
  return null;
}
