// Package deadline counts days: when a duty becomes late, when a right lapses, and why on that day.
//
// A clock is data: a [Rule] of a [Policy], read from the JSON files in policy/ and from a county's
// own overlay. A [Term] is one run of a clock on one petition. [Calendar.Due] gives the day and its
// derivation in steps that the locale words; [Calendar.DueDay] gives the day alone, for long lists.
//
// How days are counted:
//
//   - The day of the starting event is not counted; a term ends at 24:00 of its last day, in Asia/Shanghai.
//   - Calendar days all count. Working days are Monday to Friday, less statutory holidays, plus
//     make-up working days. A month ends on the same date of the next month, or on its last day.
//   - A pause covers the day on which it opens to the day on which it closes, both included: none of
//     these days is counted, and days of two pauses are left out once. A term in months is first
//     turned into the days from its start to the same date; these are then counted like any days.
//   - An extension adds calendar days, once, to the end before roll-over.
//   - If the rule rolls over (Civil Code art. 203) and the last day is no working day, the term ends
//     on the next day that is a working day and not paused.
//   - While a pause is open that began on or before the last day, there is no due day.
//
// The package has no clock and no I/O: today is an argument.
package deadline
