/** The rows of a group's state: how they are keyed, encoded and buffered while a command runs. */
@org.jspecify.annotations.NullMarked
package io.quorate.kernel.state;
