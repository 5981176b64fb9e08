/** Reads of the applied state: recipes' queries, the kernel's own, and the stream of events. */
@org.jspecify.annotations.NullMarked
package io.quorate.kernel.read;
