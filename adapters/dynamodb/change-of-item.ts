export interface ItemChange {
  /** New values; `null` removes the attribute. */
  readonly set: Readonly<Record<string, unknown>>;
  /** By how much numbers rise that are there. */
  readonly raise?: Readonly<Record<string, number>>;
  /** What is added to lists that are there. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  readonly condition: string;
  /** Values that the condition names. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** An update of one item under a condition, in the words of the table. */
export function changeOfItem({ set, raise = {}, append = {}, condition, values = {} }: ItemChange) {
  const names: Record<string, string> = {};
  const named: Record<string, unknown> = { ...values };
  const setting: string[] = [];
  const removing: string[] = [];
  // Every name by a placeholder: some are words of the expression's language.
  for (const [name, value] of Object.entries(set)) {
    names[`#${name}`] = name;
    if (value === null) removing.push(`#${name}`);
    else {
      setting.push(`#${name} = :set_${name}`);
      named[`:set_${name}`] = value;
    }
  }
  for (const [name, by] of Object.entries(raise)) {
    names[`#${name}`] = name;
    setting.push(`#${name} = #${name} + :raise_${name}`);
    named[`:raise_${name}`] = by;
  }
  for (const [name, more] of Object.entries(append)) {
    names[`#${name}`] = name;
    setting.push(`#${name} = list_append(#${name}, :append_${name})`);
    named[`:append_${name}`] = more;
  }
  return {
    UpdateExpression: [
      setting.length > 0 && `SET ${setting.join(', ')}`,
      removing.length > 0 && `REMOVE ${removing.join(', ')}`,
    ]
      .filter((clause) => clause !== false)
      .join(' '),
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ...(Object.keys(named).length > 0 ? { ExpressionAttributeValues: named } : {}),
  };
}
