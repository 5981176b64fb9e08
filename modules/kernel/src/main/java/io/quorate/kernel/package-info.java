/** The replicated state machine: sessions, exactly once, apply, tickets, timers, events, reads and deployments. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.kernel;
