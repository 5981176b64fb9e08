/** The leader's side: time stamps, live sessions, batches and read barriers. Kept in memory only, rebuilt by every leader. */
@org.jspecify.annotations.NullMarked
package io.quorate.kernel.lead;
