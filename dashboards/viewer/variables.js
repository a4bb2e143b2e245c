// What the reader chooses above the board.
import { escapeRegex, labelValues } from './prometheus.js';

const all = '$__all';

export async function variablesOf(board, address, range) {
  const variables = new Map();
  for (const declared of board.templating?.list ?? []) {
    if (declared.type === 'datasource') continue;
    const variable = new Variable(declared, await optionsOf(declared, range));
    const chosen = address.getAll('var-' + declared.name);
    variable.chosen = chosen.length > 0 ? chosen : [declared.includeAll ? all : declared.current?.value || variable.options[0] || ''];
    variables.set(declared.name, variable);
  }
  return variables;
}

async function optionsOf(declared, range) {
  if (declared.type !== 'query') return String(declared.query).split(',');
  const asked = /^label_values\((.+),\s*(\w+)\)$/.exec(declared.definition);
  return asked ? labelValues(asked[1], asked[2], range) : [];
}

class Variable {
  constructor(declared, options) {
    this.declared = declared;
    this.options = options;
  }

  get isAll() {
    return this.chosen.includes(all);
  }

  // The values that are chosen, all of them spelt out.
  get values() {
    return this.isAll ? this.options : this.chosen;
  }

  inQuery() {
    if (this.declared.type === 'interval') return this.chosen[0];
    if (this.isAll) return this.declared.allValue ?? '.*';
    const escaped = this.chosen.map(escapeRegex);
    return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
  }

  inText() {
    return this.isAll ? 'All' : this.chosen.join(' + ');
  }

  // The same variable with one value, for a repeated row.
  only(value) {
    const one = new Variable(this.declared, this.options);
    one.chosen = [value];
    return one;
  }

  control(changed) {
    const label = document.createElement('label');
    label.title = this.declared.description ?? '';
    const select = document.createElement('select');
    const choices = this.declared.includeAll ? [all, ...this.options] : this.options;
    const several = !this.isAll && this.chosen.length > 1;
    if (several) choices.unshift(this.chosen.join(','));
    for (const choice of choices) select.add(new Option(choice === all ? 'All' : choice, choice, false, several ? choice === choices[0] : this.chosen.includes(choice)));
    select.addEventListener('change', () => changed(this.declared.name, select.value.split(',')));
    label.append(this.declared.label || this.declared.name, ' ', select);
    return label;
  }
}
