/** Values of recipes that this program has no classes of: command-line options in, text and JSON out. */
@org.jspecify.annotations.NullMarked
package io.quorate.cli.shape;
