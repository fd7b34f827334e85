/** Columns that say who somebody is: e-mail, telephone, name, address. By their cells, and by their names. */

import type { ColumnType } from '../spec.ts';
import type { ColumnProfile } from './profile.ts';
import { filled, wordsOf } from './types.ts';

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[\p{L}]{2,}$/u;
const PHONE =
  /^(\+|00|\(?0)[\d\s()/.-]{6,20}$|^\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}$|^\+?1?[\s.-]?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(\s?x\d+)?$/;
const STREET =
  /^(\d{1,5}[a-z]?,?\s+\p{L}.*|\p{L}.*(stra(ß|ss)e|str\.|weg|platz|allee|gasse|street|st\.?|avenue|ave\.?|road|rd\.?|lane|drive|blvd)\s*\d{0,4}.*|\p{L}[\p{L} .'-]+ \d{1,4} ?[a-z]?(, .*)?)$/iu;
const PERSON = /^(\p{Lu}[\p{L}.'’-]*,? )+\p{Lu}[\p{L}.'’-]+$/u;

const NAMES: { what: string; words: RegExp; cells: (column: ColumnProfile, type: ColumnType) => boolean }[] =
  [
    {
      what: 'e-mail addresses',
      words: /^(e ?mail|mail|email|emailaddress|e ?mail ?adresse|correo|courriel)( (address|adresse|id))?$/,
      cells: holdsText,
    },
    {
      what: 'telephone numbers',
      words:
        /(^| )(phone|telephone|tel|mobile|mobil|fax|handy|telefon|telefonnummer|telefono|teléfono|téléphone|portable|cell|cellphone|whatsapp|msisdn|phonenumber)( (no|nr|number|nummer|num|home|work))?$/,
      cells: (column, type) => holdsText(column, type) || (column.stats.min >= 1e6 && column.distinct > 20),
    },
    {
      what: 'names of people',
      words:
        /^(name|names|full ?name|first ?name|last ?name|sur ?name|given ?name|family ?name|fore ?name|middle ?name|user ?name|vorname|nachname|familienname|vollständiger name|kunde|kundenname|nom|prénom|prenom|nom de famille|nombre|apellido|apellidos|nome|cognome|sobrenome|naam|voornaam|achternaam|imię|nazwisko|имя|фамилия|(customer|client|patient|employee|person|passenger|student|contact|owner|member|user|author|guest|holder|applicant|driver) ?(full )?name|contact ?person|ansprechpartner)$/,
      cells: (column, type) =>
        holdsText(column, type) && mostly(column, /^[\p{L}][\p{L}\p{M} .,'’()"-]*$/u, 0.8),
    },
    {
      what: 'addresses',
      words:
        /^((street|home|postal|mailing|billing|shipping|delivery|customer|residential) ?)?address( ?(line)? ?\d)?$|^(street|street ?name|straße|strasse|str|adresse|anschrift|wohnort adresse|adresse postale|dirección|direccion|indirizzo|endereço|endereco|adres|rue|calle|via|hausnummer straße|ip|ip ?addr|ip ?address|ipaddress)$/,
      cells: holdsText,
    },
    {
      what: 'numbers that identify people',
      words:
        /^(ssn|social ?security( ?(no|number))?|iban|passport( ?(no|number|nr))?|credit ?card( ?(no|number))?|card ?number|steuer ?(id|nummer)|sozialversicherungsnummer|tax ?id|national ?id|personalausweis(nummer)?)$/,
      cells: (column) => column.distinct > 20,
    },
  ];

/** What personal data a column holds, in words for people, or null. */
export function personalData(column: ColumnProfile, type: ColumnType): string | null {
  if (filled(column) === 0 || type === 'boolean' || type === 'date' || type === 'datetime') return null;
  if (type !== 'number' && type !== 'integer') {
    if (mostly(column, EMAIL, 0.5)) return 'e-mail addresses';
    if (column.distinct > 5 && mostly(column, PHONE, 0.8) && column.stats.dates === 0)
      return 'telephone numbers';
  }
  const name = wordsOf(column.name).join(' ');
  const named = NAMES.find(({ words, cells }) => words.test(name) && cells(column, type));
  if (named) return named.what;
  if (type === 'text' || type === 'identifier' || type === 'category') {
    if (column.distinct > 0.5 * filled(column) && column.distinct > 10) {
      if (
        /(^| )(kunde|customer|client|patient|employee|mitarbeiter|person|passenger|student|contact|owner|member|teilnehmer|klient|fahrer|driver)( |$)/.test(
          name,
        ) &&
        mostly(column, PERSON, 0.8)
      )
        return 'names of people';
      if (/(address|adresse|anschrift|street|straße|strasse)/.test(name) && mostly(column, STREET, 0.6))
        return 'addresses';
    }
  }
  return null;
}

function holdsText(column: ColumnProfile, type: ColumnType): boolean {
  const many = column.distinct > 20 || column.distinct > 0.5 * filled(column);
  return many && (type === 'text' || type === 'identifier' || type === 'category');
}

function mostly(column: ColumnProfile, pattern: RegExp, share: number): boolean {
  let all = 0;
  let hits = 0;
  for (const value of column.counts.keys()) {
    all++;
    if (value.length < 200 && pattern.test(value)) hits++;
    if (all === 1000) break;
  }
  return all > 0 && hits >= share * all;
}
