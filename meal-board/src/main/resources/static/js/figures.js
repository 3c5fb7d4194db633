// Puts a day's figures on the page.

import { DISTRICTS } from './words.js';

const HEADLINE = ['meals', 'persons', 'seniors', 'outstanding'];
const DETAILS = ['secondMeals', 'unregisteredMeals', 'voided', 'placed', 'collected', 'cancelled', 'notCollected'];

// Outstanding orders of a period that is over are not to be collected any more: they were not collected.
const toCollect = (figures) => ({ ...figures, outstanding: figures.outstanding - figures.notCollected });

const element = (tag, className, text = '') => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};

export function showHeadline(place, headline, words, numbers) {
  const figures = toCollect(headline);
  const tile = (name, className) => {
    const made = element('div', className);
    made.dataset.measure = name;
    made.append(element('span', 'label', words[name]), element('span', 'value', numbers.format(figures[name])));
    return made;
  };
  place.replaceChildren(
    ...HEADLINE.map((name) => tile(name, `tile ${name}`)),
    ...DETAILS.map((name) => tile(name, 'tile detail')));
}

export function showDistricts(place, districts, language, numbers) {
  const found = new Map(districts.map((row) => [row.district, row]));
  const zero = { meals: 0, persons: 0, seniors: 0, outstanding: 0, notCollected: 0 };
  const known = DISTRICTS.map((district) => ({ ...zero, ...found.get(district.code), code: district.code, name: district[language] }));
  const others = districts
    .filter((row) => !DISTRICTS.some((district) => district.code === row.district))
    .map((row) => ({ ...row, code: row.district, name: row.district }));
  const rows = [...known, ...others].sort((a, b) => b.meals - a.meals);
  const most = Math.max(1, rows[0].meals);
  place.replaceChildren(...rows.map((row) => districtRow(toCollect(row), most, numbers)));
}

function districtRow(row, most, numbers) {
  const made = document.createElement('tr');
  made.dataset.district = row.code;
  const name = element('th', 'name', row.name);
  name.scope = 'row';
  const cell = element('td', 'bar-column');
  // A meter of its own drawing: its length is set by script, which the content security policy allows, unlike a style attribute.
  const track = element('span', 'track');
  const bar = element('span', 'bar');
  bar.style.width = `${(100 * row.meals) / most}%`;
  track.append(bar);
  cell.append(element('span', 'number', numbers.format(row.meals)), track);
  made.append(
    name,
    cell,
    element('td', 'number', numbers.format(row.persons)),
    element('td', 'number', numbers.format(row.seniors)),
    element('td', 'number', numbers.format(row.outstanding)));
  return made;
}

export function showPeriods(place, periods, words, numbers) {
  place.replaceChildren(...periods.map((period) => {
    const made = element('div', `panel period${period.over ? ' over' : ''}`);
    made.dataset.period = period.period;
    const title = element('h2', '', words[period.period]);
    if (period.over) {
      title.append(element('span', 'badge', words.over));
    }
    const rest = element('p', 'rest');
    rest.append(
      element('span', '', `${words.placed} ${numbers.format(period.placed)}`),
      element('span', '', `${words[period.over ? 'notCollected' : 'outstanding']} ${numbers.format(period.outstanding)}`));
    made.append(title, element('p', 'value', numbers.format(period.meals)), rest);
    return made;
  }));
}
