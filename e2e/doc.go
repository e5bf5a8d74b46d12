// Package e2e holds the journeys that a browser walks through the running program: the whole loop of
// a matter by the officers' pages, the petitioner's way without scripts, and what must never happen
// on the way. One program and one browser serve all journeys; each reader has cookies of their own.
//
// E2E_SHOTS=1 keeps a picture of the pages at 1440 and 390 wide in shots/. A journey that fails
// always leaves one there.
package e2e
