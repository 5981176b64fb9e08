package io.quorate.kernel;

import java.util.OptionalLong;

/**
 * What a node remembers, beyond the life of its process, of a state of its own that was damaged, or differed from that of most
 * nodes. Thread: the kernel's loop; may block for the disk. Failures are thrown as {@link io.quorate.storage.StoreException}.
 */
public interface Quarantine {
    /** Keeps a copy of the state, as evidence; nothing of it is kept when this fails. */
    void begin();

    /** A state was put away, and none has taken its place yet. */
    boolean isPending();

    /** The state of another node, up to this entry, has taken the place. */
    void replaced(long index);

    /** The entry up to which the state once came from another node in this way. */
    OptionalLong replacedAt();

    /** For a node whose disk forgets. */
    static Quarantine inMemory() {
        return new Quarantine() {
            private boolean pending;
            private OptionalLong replacedAt = OptionalLong.empty();

            @Override
            public void begin() {
                pending = true;
            }

            @Override
            public boolean isPending() {
                return pending;
            }

            @Override
            public void replaced(long index) {
                pending = false;
                replacedAt = OptionalLong.of(index);
            }

            @Override
            public OptionalLong replacedAt() {
                return replacedAt;
            }
        };
    }
}
