/**
 * Raft (Ongaro 2014) as a step function: {@link io.quorate.raft.Raft#step} takes one {@link io.quorate.raft.Input} and says
 * in an {@link io.quorate.raft.Output} what is to be sent, made durable, applied and answered. No clock, thread, I/O or
 * randomness of its own, so that the same inputs give the same outputs, in production and in a simulator.
 *
 * <p>What stands where: {@code Raft} the rules of terms and votes that all roles share (section 3.4, 3.6), {@code Follower},
 * {@code Candidate} and {@code Leader} the roles, {@code Progress} the flow control towards one member (10.2.1), {@code Reads}
 * read-only requests (6.4), {@code Change} changes of the configuration (4.3), {@code Durability} what waits for the disk
 * (10.2.1, 3.8), {@code EntryLog} the log, {@code Quorum} who is a majority.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.raft;
