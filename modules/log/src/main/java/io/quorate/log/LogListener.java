package io.quorate.log;

import java.util.Optional;

/** Upcalls of a {@link ReplicatedLog}, all on the apply executor, one after the other. */
public interface LogListener {
    /** A committed entry; indexes come without gap, each once in the life of the process. */
    void apply(LogEntry entry);

    /** Whether an entry with this payload, which another member asks for, could be applied; if not, it is dropped. */
    default boolean understands(byte[] payload) {
        return true;
    }

    void leadershipChanged(Leadership leadership);

    /** How to copy the state; empty when it cannot be, and the log has to keep every entry that a member may lack. */
    default Optional<Snapshots> snapshots() {
        return Optional.empty();
    }

    /** The log can go no further; nothing is applied, answered or read afterwards. */
    void halted(LogFault fault);
}
