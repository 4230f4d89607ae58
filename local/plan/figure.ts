/** A figure as people read it: three digits that count, thousands apart. */
export function figure(value: number): string {
  return withDigits(value, 3);
}

/** With as many digits as it takes to compute with it. */
export function precise(value: number): string {
  return withDigits(value, 7);
}

function withDigits(value: number, count: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, count - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 12) });
}

/** US dollars, cents below a hundred. */
export function dollars(value: number): string {
  const fraction = Math.abs(value) < 100 ? 2 : 0;
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  });
  return `${value < 0 ? '-' : ''}$${text}`;
}

export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}
