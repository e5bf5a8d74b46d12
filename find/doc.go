// Package find is the wing of likeness: what is the same matter (likeness), what are many with one
// cause (cluster), what a matter is about and whose it is (category). It knows no SQL and no clock;
// it works on what the store feeds it through casework.
package find
