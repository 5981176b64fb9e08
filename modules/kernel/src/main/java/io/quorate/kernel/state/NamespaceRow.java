package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import java.util.Optional;

/**
 * A namespace.
 *
 * @param quotaBytes logical bytes that it may hold; 0 when it has no bound of its own
 * @param createdRevision 0 for the one that is always there
 * @param usedBytes logical bytes that it holds; as of the last entry that changed it
 * @param deletion there when it takes no more calls
 */
public record NamespaceRow(long quotaBytes, long createdRevision, long usedBytes, Optional<Deletion> deletion) {
    private static final int FORMAT = 1;
    private static final int MAX_KEY_BYTES = 1_024;

    /** One that nobody created and that holds nothing. */
    public static final NamespaceRow UNTOUCHED = new NamespaceRow(0, 0, 0, Optional.empty());

    /**
     * How far its deletion is.
     *
     * @param session who waits for its end
     * @param sequence number of the call that waits
     * @param after last key of sessions' bindings that was looked at; empty before the first one
     */
    public record Deletion(long session, long sequence, byte[] after) {}

    public byte[] encode() {
        ByteSink out = new ByteSink(48)
                .u8(FORMAT)
                .varint(quotaBytes)
                .varint(createdRevision)
                .i64(usedBytes)
                .bool(deletion.isPresent());
        deletion.ifPresent(
                going -> out.varint(going.session()).varint(going.sequence()).bytes(going.after()));
        return out.toByteArray();
    }

    public static NamespaceRow decode(byte[] bytes) {
        ByteSource in = new ByteSource(bytes);
        KernelRow.requireFormat(in, FORMAT, "namespace row");
        NamespaceRow row = new NamespaceRow(in.varint(), in.varint(), in.i64(), readDeletion(in));
        in.expectEnd();
        return row;
    }

    private static Optional<Deletion> readDeletion(ByteSource in) {
        return in.bool()
                ? Optional.of(new Deletion(in.varint(), in.varint(), in.bytes(MAX_KEY_BYTES)))
                : Optional.empty();
    }

    public NamespaceRow withQuota(long newQuotaBytes) {
        return new NamespaceRow(newQuotaBytes, createdRevision, usedBytes, deletion);
    }

    /** As a restore takes it from a backup: nobody deletes it, and nothing is counted yet. */
    public NamespaceRow restored() {
        return new NamespaceRow(quotaBytes, createdRevision, 0, Optional.empty());
    }

    public NamespaceRow withUsed(long newUsedBytes) {
        return new NamespaceRow(quotaBytes, createdRevision, newUsedBytes, deletion);
    }

    public NamespaceRow deletedSoFar(Deletion soFar) {
        return new NamespaceRow(quotaBytes, createdRevision, usedBytes, Optional.of(soFar));
    }
}
