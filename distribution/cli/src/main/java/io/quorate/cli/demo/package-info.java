/** The demonstration: one story, told by real processes of this program. Only here does the program name a recipe. */
@org.jspecify.annotations.NullMarked
package io.quorate.cli.demo;
