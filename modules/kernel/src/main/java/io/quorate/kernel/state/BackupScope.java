package io.quorate.kernel.state;

/** Which rows of a state a backup holds. */
public interface BackupScope {
    /** Whether the backup holds the row; to be asked once for each row, in key order. */
    boolean takes(byte[] key, byte[] value);

    /**
     * All rows but those that tell of this cluster's nodes, of its log, and of sessions and what is kept to answer them, since no
     * session outlives a restore; what sessions hold is told by the rows that bind them. A kind of row that comes later is taken,
     * unless it is named here.
     */
    static BackupScope wholeCluster() {
        return (key, value) -> switch (key[0]) {
            case Keys.MEMBERS,
                    Keys.MEMBERS_PLAN,
                    Keys.PEER_ADDRESSES,
                    Keys.MEMBER_DIRECTORIES,
                    Keys.READMISSION,
                    Keys.HASH_CHECK,
                    Keys.CHECK,
                    Keys.FORMER_CLUSTERS,
                    Keys.SESSION,
                    Keys.RESULT,
                    Keys.TOMBSTONE -> false;
            default -> true;
        };
    }
}
