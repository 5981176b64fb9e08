package io.quorate.kernel.state;

import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.recipe.SessionId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Layout of the row keys of a restore, and what the rows of a backup are to one. */
public final class RestoreKeys {
    private static final int RESTORE = 28;
    private static final int RESTORED_INSTANCE = 29;
    /** Made while an earlier restore settles; backups take it too. */
    static final int RESTORED_HOLD = 30;

    private static final int RESTORED_SETTING = 31;
    private static final int DOOMED = 32;
    private static final int LAST_RESTORE = 33;

    private RestoreKeys() {}

    /** What a row of a backup is to a restore. */
    public enum Content {
        /** The numbers that the backup was made at. */
        NUMBERS,
        INSTANCE,
        /** A recipe's own row. */
        ROW,
        TIMER,
        /** A session held something in an instance. */
        HOLD,
        /** A frozen instance has yet to take a session's end. */
        PENDING_END,
        NAMESPACE,
        /** Of the cluster: configuration and trust. */
        SETTING,
        /** Of sessions, nodes or bundles: they are those of the cluster that is restored into. */
        LEFT_OUT
    }

    /**
     * What a row is, by its key.
     *
     * @throws CodecException when this version does not know the kind of row
     */
    public static Content contentOf(byte[] key) {
        if (key.length == 0) {
            throw new CodecException("a row of the backup has no key");
        }
        int kind = key[0] & 0xFF;
        return switch (kind) {
            case Keys.KERNEL -> Content.NUMBERS;
            case Keys.INSTANCE -> Content.INSTANCE;
            case Keys.ROW -> Content.ROW;
            case Keys.TIMER -> Content.TIMER;
            // The backup may have been made while an earlier restore was settling.
            case Keys.BOUND, RESTORED_HOLD -> Content.HOLD;
            case Keys.PENDING_END -> Content.PENDING_END;
            case Keys.NAMESPACE -> Content.NAMESPACE;
            case Keys.CONFIGURATION, Keys.TRUSTED_KEYS, Keys.TRUSTED_DIGESTS -> Content.SETTING;
            case Keys.SESSION,
                    Keys.RESULT,
                    Keys.TOMBSTONE,
                    Keys.TICKET,
                    Keys.DUE,
                    Keys.DEPLOYMENT,
                    Keys.ACTIVE,
                    Keys.STAGING,
                    Keys.CHUNK,
                    Keys.MEMBERS,
                    Keys.MEMBERS_PLAN,
                    Keys.PEER_ADDRESSES,
                    Keys.MEMBER_DIRECTORIES,
                    Keys.READMISSION,
                    Keys.HASH_CHECK,
                    Keys.CHECK,
                    Keys.BOOTSTRAPPED,
                    Keys.BUNDLE_CHANGE,
                    Keys.FORMER_CLUSTERS,
                    RESTORE,
                    RESTORED_INSTANCE,
                    RESTORED_SETTING,
                    DOOMED,
                    LAST_RESTORE -> Content.LEFT_OUT;
            default ->
                throw new CodecException(
                        "a row of the backup is of kind " + kind
                                + ", which this version does not know: restore it with the version that made it, or a newer one");
        };
    }

    /** The one row of {@link Restore}. */
    public static byte[] restore() {
        return Keys.kind(RESTORE).toByteArray();
    }

    /** The one row of {@link LastRestore}. */
    public static byte[] lastRestore() {
        return Keys.kind(LAST_RESTORE).toByteArray();
    }

    /** A {@link RestoredInstance}, by the id that it has in the backup. */
    public static byte[] restoredInstance(long formerId) {
        return Keys.kind(RESTORED_INSTANCE).i64(formerId).toByteArray();
    }

    public static byte[] restoredInstances() {
        return Keys.kind(RESTORED_INSTANCE).toByteArray();
    }

    /** A hold of a session of the backup; {@link Keys#sessionOfBound} and {@link Keys#addressOfBound} read it. */
    public static byte[] restoredHold(SessionId session, Address address) {
        return Keys.instancePath(Keys.kind(RESTORED_HOLD).i64(session.value()), address)
                .toByteArray();
    }

    public static byte[] restoredHolds() {
        return Keys.kind(RESTORED_HOLD).toByteArray();
    }

    /** A row that gets this key at the switch. */
    public static byte[] restoredSetting(byte[] key) {
        return Keys.kind(RESTORED_SETTING).raw(key).toByteArray();
    }

    public static byte[] restoredSettings() {
        return Keys.kind(RESTORED_SETTING).toByteArray();
    }

    public static byte[] keyOfSetting(byte[] restoredSettingKey) {
        return Arrays.copyOfRange(restoredSettingKey, 1, restoredSettingKey.length);
    }

    /** An instance that was replaced and whose rows are to go; the value is the key that it had. */
    public static byte[] doomed(long id) {
        return Keys.kind(DOOMED).i64(id).toByteArray();
    }

    public static byte[] doomed() {
        return Keys.kind(DOOMED).toByteArray();
    }

    /** Id in the key of a doomed or restored instance, or of a row, ticket or timer of an instance. */
    public static long idOf(byte[] key) {
        return new ByteSource(key, 1, 8).i64();
    }

    /** The key of the same row or timer of another instance. */
    public static byte[] ofInstance(byte[] key, long id) {
        byte[] moved = key.clone();
        ByteBuffer.wrap(moved).putLong(1, id);
        return moved;
    }
}
