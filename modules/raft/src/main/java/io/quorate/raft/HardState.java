package io.quorate.raft;

/**
 * What a member must never forget (Ongaro 2014, figure 3.1).
 *
 * @param term highest term seen; 0 before the first
 * @param vote whom this member voted for in that term; 0 for nobody
 * @param commit an index known to be committed; a hint, which may lag
 */
public record HardState(long term, int vote, long commit) {
    /** Of a group that has never written anything. */
    public static final HardState INITIAL = new HardState(0, 0, 0);
}
