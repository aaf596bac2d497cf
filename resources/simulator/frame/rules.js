'use strict';

/* What makes a card number, an expiry, a CVC or an IBAN well-formed. No DOM: tests run it in Node. */

const BRANDS = [
  { brand: 'amex', word: 'AMEX', pattern: /^3[47]/, lengths: [15], cvc: 4, groups: [4, 6, 5] },
  { brand: 'diners', word: 'Diners', pattern: /^3(?:0[0-5]|[689])/, lengths: [14, 16], cvc: 3, groups: [4, 6, 4] },
  { brand: 'jcb', word: 'JCB', pattern: /^35/, lengths: [16], cvc: 3 },
  { brand: 'mastercard', word: 'Mastercard', pattern: /^(?:5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720))/, lengths: [16], cvc: 3 },
  { brand: 'unionpay', word: 'UnionPay', pattern: /^(?:62|81)/, lengths: [16, 19], cvc: 3 },
  { brand: 'discover', word: 'Discover', pattern: /^6(?:011|4[4-9]|5)/, lengths: [16], cvc: 3 },
  { brand: 'visa', word: 'VISA', pattern: /^4/, lengths: [16], cvc: 3 },
];
const UNKNOWN_BRAND = { brand: 'unknown', word: '', pattern: /^/, lengths: [16], cvc: 3 };

/** Length of an IBAN by country: the SEPA countries a shop meets. */
const IBAN_LENGTHS = {
  AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18,
  FR: 27, GB: 22, GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20,
  LV: 21, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, SE: 24, SI: 19, SK: 24, SM: 27,
};

function digitsOf(text) {
  return text.replace(/\D/g, '');
}

function brandOf(number) {
  return BRANDS.find((entry) => entry.pattern.test(number)) || UNKNOWN_BRAND;
}

/** The check-digit rule of ISO/IEC 7812. */
function passesLuhn(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    let digit = Number(digits[digits.length - 1 - place]);
    if (place % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Digits in the groups printed on the card, never more than the brand allows. */
function formatNumber(text) {
  const digits = digitsOf(text);
  const { lengths, groups } = brandOf(digits);
  const kept = digits.slice(0, Math.max(...lengths));
  if (!groups) return kept.replace(/(.{4})(?=.)/g, '$1 ');
  const parts = [];
  let start = 0;
  for (const size of groups) {
    parts.push(kept.slice(start, start + size));
    start += size;
  }
  parts.push(kept.slice(start));
  return parts.filter(Boolean).join(' ');
}

/** @returns {?string} null when well-formed, else the error code */
function numberProblem(text) {
  const digits = digitsOf(text);
  const { lengths } = brandOf(digits);
  if (digits.length < Math.min(...lengths)) return 'incomplete_number';
  if (!lengths.includes(digits.length)) return 'incomplete_number';
  return passesLuhn(digits) ? null : 'invalid_number';
}

/** "1230" becomes "12 / 30"; "4" becomes "04 / ". A slash being deleted takes its digit along. */
function formatExpiry(text, previous) {
  const deleting = previous !== undefined && text.length < previous.length;
  let digits = digitsOf(text);
  if (/^[2-9]/.test(digits) || /^\d\s*\//.test(text)) digits = `0${digits}`;
  digits = digits.slice(0, 4);
  if (deleting && digits.length <= 2) {
    return previous.trim().endsWith('/') ? digits.slice(0, 1) : digits;
  }
  return digits.length < 2 ? digits : `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

/** @returns {{month: number, year: number}} with a four-digit year */
function readExpiry(text) {
  const digits = digitsOf(text);
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2, 4)) };
}

function expiryProblem(text, today) {
  const digits = digitsOf(text);
  const { month, year } = readExpiry(text);
  if (digits.length >= 2 && (month < 1 || month > 12)) return 'invalid_expiry_month';
  if (digits.length < 4) return 'incomplete_expiry';
  if (year < today.getFullYear()) return 'invalid_expiry_year_past';
  if (year > today.getFullYear() + 50) return 'invalid_expiry_year';
  if (year === today.getFullYear() && month < today.getMonth() + 1) return 'invalid_expiry_month_past';
  return null;
}

/** @returns {boolean} whether a card is past its last month */
function isExpired(month, year, today) {
  return year < today.getFullYear() || (year === today.getFullYear() && month < today.getMonth() + 1);
}

function cvcProblem(text, brand) {
  const wanted = brand === 'amex' ? [4] : brand === 'unknown' ? [3, 4] : [3];
  return wanted.includes(digitsOf(text).length) ? null : 'incomplete_cvc';
}

function compactIban(text) {
  return text.replace(/[^0-9a-z]/gi, '').toUpperCase();
}

function formatIban(text) {
  return compactIban(text).slice(0, 34).replace(/(.{4})(?=.)/g, '$1 ');
}

/** ISO 13616: known country, its length, and the remainder 1 modulo 97. */
function ibanProblem(text) {
  const iban = compactIban(text);
  if (iban.length < 2) return 'incomplete_iban';
  const length = IBAN_LENGTHS[iban.slice(0, 2)];
  if (!length) return 'invalid_iban_country_code';
  if (iban.length < length) return 'incomplete_iban';
  if (iban.length > length) return 'invalid_iban';
  const turned = iban.slice(4) + iban.slice(0, 4);
  let remainder = 0;
  for (const sign of turned) {
    const value = parseInt(sign, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1 ? null : 'invalid_iban';
}

/** The check digit of a US bank's routing number. */
function routingProblem(text) {
  const digits = digitsOf(text);
  if (digits.length < 9) return 'incomplete_routing';
  const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return sum % 10 === 0 && digits.length === 9 ? null : 'invalid_routing';
}

function emailProblem(text) {
  if (!text.trim()) return 'incomplete_email';
  return /^\S+@\S+\.\S+$/.test(text.trim()) ? null : 'invalid_email';
}
