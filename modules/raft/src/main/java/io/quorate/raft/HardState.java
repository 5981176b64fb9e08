package io.quorate.raft;

/**
 * What a member must never forget (Ongaro 2014, figure 3.1).
 *
 * @param term highest term seen; 0 before the first
 * @param vote whom this member voted for in that term; 0 for nobody
 * @param commit an index known to be committed; a hint, which may lag
 * @param lostIn the term in which this member lost its log, and with it entries that it had acknowledged; 0 when it never did.
 *     Until its log has an entry of a later term it neither votes nor wants to lead
 */
public record HardState(long term, int vote, long commit, long lostIn) {
    /** Of a group that has never written anything. */
    public static final HardState INITIAL = new HardState(0, 0, 0);

    /** Of a member that never lost its log. */
    public HardState(long term, int vote, long commit) {
        this(term, vote, commit, 0);
    }
}
