// Days and instants of Shanghai (UTC+8 since 1992). A day is a number of days since 1970, an instant milliseconds.

const DAY = 86_400_000;
const OFFSET = 8 * 3_600_000;
const FIRST = Date.parse("0001-01-01T00:00:00Z") / DAY;
const LAST = Date.parse("9999-12-31T00:00:00Z") / DAY;

/** The arrangement of holidays of a year is not published. */
export class UnknownYear extends Error {}

function within(day) {
  if (!(day >= FIRST && day <= LAST)) throw new RangeError("a day out of the calendar");
  return day;
}

function checked(instant) {
  if (!(instant >= FIRST * DAY && instant < (LAST + 1) * DAY)) throw new RangeError("an instant out of the calendar");
  return instant;
}

/** The day of `2026-11-26`. Throws. */
export function readDay(text) {
  if (typeof text !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) throw new TypeError(`no day: ${text}`);
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) throw new RangeError(`no day: ${text}`);
  return within(at / DAY);
}

export const shanghaiDay = (instant) => Math.floor(checked(instant + OFFSET) / DAY);
const startOf = (day) => checked(within(day) * DAY - OFFSET);
export const endOf = (day) => startOf(day + 1);
export const atClose = (day) => checked(within(day) * DAY - OFFSET + 18 * 3_600_000);
export const later = (instant, hours) => checked(instant + hours * 3_600_000);

const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
const weekday = (day) => (((day + 3) % 7) + 7) % 7; // Monday is 0; 1 January 1970 was a Thursday

/** Which days are worked: weekends off, except as the State Council arranges each year. */
export class Calendar {
  constructor({ years, holidays, workdays }) {
    this.years = new Set(years);
    this.holidays = new Set(holidays);
    this.workdays = new Set(workdays);
  }

  isWorking(day) {
    if (!this.years.has(yearOf(day))) throw new UnknownYear(`holidays of ${yearOf(day)} are not published`);
    return this.workdays.has(day) || (weekday(day) < 5 && !this.holidays.has(day));
  }

  /** The count-th working day after a day (before it when negative); zero is the day or the last one worked before. */
  addWorkingDays(day, count) {
    if (count === 0) {
      while (!this.isWorking(day)) day = within(day - 1);
      return day;
    }
    for (let left = Math.abs(count); left; left -= this.isWorking(day) ? 1 : 0) day = within(day + Math.sign(count));
    return day;
  }

  /** The end of a span {amount, unit} from a start {instant} or {day}. */
  addSpan(span, start) {
    if (span.unit === "h") return later(start.instant ?? endOf(start.day), span.amount);
    const day = start.day ?? shanghaiDay(start.instant);
    if (span.unit === "d") return endOf(within(day + span.amount));
    return atClose(this.addWorkingDays(day, span.amount));
  }
}
