'use strict';

/* Every word the frames show, in English and German. */
const TEXTS = {
  en: {
    number: 'Card number', expiry: 'Expiry date', expiry_hint: 'MM / YY', cvc: 'Security code',
    cvc_hint: 'CVC', country: 'Country', postal_code: 'Postal code', iban: 'IBAN',
    name: 'Name on the account', email: 'E-mail', phone: 'Phone', routing: 'Routing number', account: 'Account number',
    card: 'Card', sepa_debit: 'SEPA Direct Debit', us_bank_account: 'US bank account',
    ideal: 'Training Bank Redirect', bancontact: 'Training Bank Redirect (BE)', saved: 'Saved',
    new_card: 'New card', saved_list: 'Saved payment methods', methods: 'Payment methods',
    expires: 'expires {0}', expired: 'expired', ending: '{0} ending in {1}', more: 'More methods',
    save: 'Save for the next payment', manage: 'Manage', close: 'Close', remove: 'Remove',
    remove_ask: 'Remove {0}?', keep: 'Keep', update: 'Save expiry date',
    redirect_note: 'You will be taken to the training bank to approve the payment, then back.',
    sepa_note: 'You allow {0} to collect this amount from the account by SEPA Direct Debit.',
    ach_note: 'You allow {0} to debit this amount from the account.',
    sfu_note: 'You allow {0} to charge this method for later payments.',
    cvc_again: 'Enter the security code of this card again.',
    footer: 'Training stand-in. No real payment is made.', loading: 'Loading payment methods',
    this_shop: 'this shop', busy: 'Payment is being confirmed',
    incomplete_number: 'The card number is incomplete.',
    invalid_number: 'The card number is not valid.',
    incomplete_expiry: 'The expiry date is incomplete.',
    invalid_expiry_month: 'The expiry month is not valid.',
    invalid_expiry_year: 'The expiry year is not valid.',
    invalid_expiry_year_past: 'The expiry year is in the past.',
    invalid_expiry_month_past: 'The expiry date is in the past.',
    incomplete_cvc: 'The security code is incomplete.',
    incomplete_postal_code: 'The postal code is incomplete.',
    incomplete_iban: 'The IBAN is incomplete.', invalid_iban: 'The IBAN is not valid.',
    invalid_iban_country_code: 'The IBAN begins with an unknown country.',
    incomplete_name: 'The name is missing.', incomplete_email: 'The e-mail address is missing.',
    invalid_email: 'The e-mail address is not valid.',
    incomplete_routing: 'The routing number is incomplete.',
    invalid_routing: 'The routing number is not valid.',
    incomplete_account: 'The account number is incomplete.',
    nothing_chosen: 'Choose a payment method.',
    no_connection: 'The payment service could not be reached. Whether the payment went through is not known.',
    bad_answer: 'The payment service gave an answer that could not be read.',
    no_methods: 'No payment method is available for this payment.',
  },
  de: {
    number: 'Kartennummer', expiry: 'Gültig bis', expiry_hint: 'MM / JJ', cvc: 'Prüfziffer',
    cvc_hint: 'CVC', country: 'Land', postal_code: 'Postleitzahl', iban: 'IBAN',
    name: 'Kontoinhaber', email: 'E-Mail', phone: 'Telefon', routing: 'Bankleitzahl (Routing)', account: 'Kontonummer',
    card: 'Karte', sepa_debit: 'SEPA-Lastschrift', us_bank_account: 'US-Bankkonto',
    ideal: 'Übungsbank (Weiterleitung)', bancontact: 'Übungsbank (Weiterleitung, BE)',
    saved: 'Gespeichert', new_card: 'Neue Karte', saved_list: 'Gespeicherte Zahlungsmethoden',
    methods: 'Zahlungsmethoden', expires: 'gültig bis {0}', expired: 'abgelaufen',
    ending: '{0} mit Endziffern {1}', more: 'Weitere Methoden',
    save: 'Für die nächste Zahlung speichern', manage: 'Verwalten', close: 'Schließen',
    remove: 'Entfernen', remove_ask: '{0} entfernen?', keep: 'Behalten',
    update: 'Ablaufdatum speichern',
    redirect_note: 'Sie werden zur Übungsbank weitergeleitet, geben dort frei und kehren zurück.',
    sepa_note: 'Sie erlauben {0}, den Betrag per SEPA-Lastschrift vom Konto einzuziehen.',
    ach_note: 'Sie erlauben {0}, den Betrag vom Konto abzubuchen.',
    sfu_note: 'Sie erlauben {0}, mit dieser Methode auch spätere Zahlungen einzuziehen.',
    cvc_again: 'Bitte die Prüfziffer dieser Karte noch einmal eingeben.',
    footer: 'Übungsmodus. Es findet keine echte Zahlung statt.',
    loading: 'Zahlungsmethoden werden geladen', this_shop: 'diesem Geschäft',
    busy: 'Zahlung wird bestätigt',
    incomplete_number: 'Die Kartennummer ist unvollständig.',
    invalid_number: 'Die Kartennummer ist ungültig.',
    incomplete_expiry: 'Das Ablaufdatum ist unvollständig.',
    invalid_expiry_month: 'Der Ablaufmonat ist ungültig.',
    invalid_expiry_year: 'Das Ablaufjahr ist ungültig.',
    invalid_expiry_year_past: 'Das Ablaufjahr liegt in der Vergangenheit.',
    invalid_expiry_month_past: 'Das Ablaufdatum liegt in der Vergangenheit.',
    incomplete_cvc: 'Die Prüfziffer ist unvollständig.',
    incomplete_postal_code: 'Die Postleitzahl ist unvollständig.',
    incomplete_iban: 'Die IBAN ist unvollständig.', invalid_iban: 'Die IBAN ist ungültig.',
    invalid_iban_country_code: 'Die IBAN beginnt mit einem unbekannten Land.',
    incomplete_name: 'Der Name fehlt.', incomplete_email: 'Die E-Mail-Adresse fehlt.',
    invalid_email: 'Die E-Mail-Adresse ist ungültig.',
    incomplete_routing: 'Die Bankleitzahl ist unvollständig.',
    invalid_routing: 'Die Bankleitzahl ist ungültig.',
    incomplete_account: 'Die Kontonummer ist unvollständig.',
    nothing_chosen: 'Bitte eine Zahlungsmethode wählen.',
    no_connection: 'Der Zahlungsdienst war nicht erreichbar. Ob die Zahlung gelungen ist, ist nicht bekannt.',
    bad_answer: 'Die Antwort des Zahlungsdienstes war nicht lesbar.',
    no_methods: 'Für diese Zahlung gibt es keine Zahlungsmethode.',
  },
};

/** Countries offered with a card, and those that ask for a postal code. */
const COUNTRIES = [
  'AT', 'AU', 'BE', 'BH', 'CA', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'IE', 'IS', 'IT',
  'JP', 'KW', 'LU', 'NL', 'NO', 'PL', 'PT', 'SE', 'US',
];
const POSTAL_COUNTRIES = ['US', 'GB', 'CA'];

/** A function from a word's key (and its fillings) to the text in one language. */
function textsFor(locale) {
  const table = TEXTS[locale] || TEXTS.en;
  return (key, ...fillings) =>
    fillings.reduce((text, filling, place) => text.replace(`{${place}}`, filling), table[key] || key);
}
