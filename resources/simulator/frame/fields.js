'use strict';

let lastFieldId = 0;

/**
 * One labelled input with its own rule. It complains when it is left half-filled, at once when it
 * is full but wrong, and stops complaining as soon as it is right.
 */
class Field {
  /**
   * @param {object} spec
   * @param {string} spec.name what the field is called in texts and in `data-field`
   * @param {function(string, ...*): string} spec.text
   * @param {function(string): ?string} spec.problem error code of a value, null when right
   * @param {function(string, string): string} [spec.format] the value as it should stand there
   * @param {number} [spec.full] characters after which a wrong value is an error at once
   * @param {function(): void} spec.changed called after each change
   */
  constructor(spec) {
    this.spec = spec;
    this.previous = '';
    this.code = null;
    lastFieldId += 1;
    const id = `field-${lastFieldId}`;
    this.input = h('input', {
      id, class: 'Input', type: spec.type || 'text', inputmode: spec.inputmode || 'text',
      autocomplete: spec.autocomplete || 'off', autocorrect: 'off', spellcheck: 'false',
      placeholder: spec.placeholder || '', 'data-field': spec.name, 'aria-required': 'true',
      'aria-describedby': `${id}-error`, maxlength: spec.maxlength || 120,
      oninput: () => this.typed(), onblur: () => this.left(),
    });
    this.input.value = spec.value || '';
    this.error = h('p', { id: `${id}-error`, class: 'Error', 'aria-live': 'polite', hidden: true });
    this.label = h('label', { class: 'Label', for: id }, spec.text(spec.label || spec.name));
    this.slot = h('span', { class: 'InputSlot', 'aria-hidden': 'true' });
    this.node = h(
      'div', { class: 'Field', 'data-span': spec.span || 'full' },
      this.label, h('div', { class: 'InputBox' }, this.input, this.slot), this.error,
    );
  }

  get name() {
    return this.spec.name;
  }

  get value() {
    return this.input.value;
  }

  get empty() {
    return this.value.trim() === '';
  }

  /** The error code of the present value, null when it is right. */
  get problem() {
    return this.spec.problem(this.value);
  }

  typed() {
    if (this.spec.format) this.reformat();
    this.previous = this.value;
    const problem = this.problem;
    const isFull = this.spec.full !== undefined && this.value.length >= this.spec.full;
    if (!problem) this.complain(null);
    else if (isFull || (problem.startsWith('invalid') && this.spec.eager)) this.complain(problem);
    else if (this.code) this.complain(problem.startsWith('incomplete') ? null : problem);
    this.spec.changed(this);
  }

  /** Format without moving the caret away from the digit it stands behind. */
  reformat() {
    const before = this.value;
    const after = this.spec.format(before, this.previous);
    if (after === before) return;
    const caret = this.input.selectionStart;
    const atEnd = caret === before.length;
    const signs = before.slice(0, caret).replace(/[^0-9a-z]/gi, '').length;
    this.input.value = after;
    let place = atEnd ? after.length : 0;
    for (let seen = 0; !atEnd && seen < signs && place < after.length; place += 1) {
      if (/[0-9a-z]/i.test(after[place])) seen += 1;
    }
    this.input.setSelectionRange(place, place);
  }

  left() {
    if (!this.empty) this.complain(this.problem);
  }

  /** Show the error of a code (null: none); used by the field itself and by a declined payment. */
  complain(code, message) {
    this.code = code;
    this.error.textContent = code ? message || this.spec.text(code) : '';
    this.error.hidden = !code;
    this.input.classList.toggle('Input--invalid', Boolean(code));
    this.label.classList.toggle('Label--invalid', Boolean(code));
    this.input.setAttribute('aria-invalid', code ? 'true' : 'false');
    this.node.dispatchEvent(new CustomEvent('resized', { bubbles: true }));
  }

  clear() {
    this.input.value = this.spec.value || '';
    this.previous = this.value;
    this.complain(null);
  }
}

/** A drop-down of countries. */
class CountryField {
  constructor(spec) {
    lastFieldId += 1;
    const id = `field-${lastFieldId}`;
    const names = new Intl.DisplayNames([spec.locale], { type: 'region' });
    const options = COUNTRIES.map((code) => ({ code, name: names.of(code) }))
      .sort((one, other) => one.name.localeCompare(other.name, spec.locale))
      .map(({ code, name }) => h('option', { value: code, selected: code === spec.value }, name));
    this.input = h(
      'select',
      { id, class: 'Input', 'data-field': 'country', onchange: () => spec.changed(this) },
      ...options,
    );
    this.name = 'country';
    this.start = spec.value;
    this.node = h(
      'div', { class: 'Field', 'data-span': 'half' },
      h('label', { class: 'Label', for: id }, spec.text('country')),
      h('div', { class: 'InputBox' }, this.input),
    );
  }

  get value() {
    return this.input.value;
  }

  get empty() {
    return true; // it always holds a country: it says nothing about what was entered
  }

  get problem() {
    return null;
  }

  complain() {}

  clear() {
    this.input.value = this.start;
  }
}
