/** What a log entry of the kernel holds: a batch of proposals, and its binary form. */
@org.jspecify.annotations.NullMarked
package io.quorate.kernel.entry;
