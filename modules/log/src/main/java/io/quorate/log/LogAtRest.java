package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The log of one group on a node that is stopped.
 *
 * @param term that the node has come to
 * @param firstIndex one more than {@code lastIndex} when the log is empty
 * @param lastTerm of the last entry; 0 when there never was one
 * @param whole whether it has all that the node ever acknowledged; not while the others fill it anew after it was damaged
 * @param commitIndex an entry known to be committed; later ones may be
 * @param voters all that count for some quorum by the newest configuration, committed or not; empty for a node that belongs to no
 *     group yet
 * @param learners receive the log only
 */
public record LogAtRest(
        long term,
        long firstIndex,
        long lastIndex,
        long lastTerm,
        boolean whole,
        long commitIndex,
        SortedSet<NodeId> voters,
        SortedSet<NodeId> learners) {
    /**
     * Where a log goes on.
     *
     * @param index of the first entry behind its end
     * @param term of its own
     */
    public record Continuation(long index, long term) {}

    /**
     * Reads the log without changing anything.
     *
     * @param appliedIndex the state contains every entry up to here
     * @throws LogFaultException when acknowledged bytes are damaged or missing, when a newer release wrote them, or when the disk
     *     fails
     */
    public static LogAtRest read(Disk disk, int group, long appliedIndex) {
        List<Segment> segments = new ArrayList<>();
        try {
            // Segments of a log that was given up are none of this node's any more.
            if (!Ballots.open(disk).beginAnew()) {
                WalRecovery.openSegments(disk, segments);
            }
            GroupLog log = segments.isEmpty()
                    ? new GroupLog(group)
                    : WalRecovery.look(disk, segments).group(group);
            // As at a start: the state was replaced by a snapshot, and the log has not learned of it.
            log.installing(appliedIndex).ifPresent(record -> {
                log.accept(WalRecord.release(group, record.index(), record.term()), 0);
                log.accept(WalRecord.configuration(group, record.index(), record.toConfiguration()), 0);
            });
            return of(log);
        } catch (IOException failure) {
            throw WalDamage.disk(disk, "reading", failure);
        } finally {
            segments.forEach(Segment::close);
        }
    }

    private static LogAtRest of(GroupLog log) {
        TreeSet<NodeId> voters = new TreeSet<>();
        TreeSet<NodeId> learners = new TreeSet<>();
        log.configurations().values().stream()
                .reduce((older, newer) -> newer)
                .ifPresent(newest -> newest.members()
                        .forEach(node -> (newest.isVoter(node) ? voters : learners).add(new NodeId(node))));
        long lastTerm = log.term(log.lastIndex());
        long lostIn = log.hardState().lostIn();
        return new LogAtRest(
                log.hardState().term(),
                log.firstIndex(),
                log.lastIndex(),
                lastTerm,
                lostIn == 0 || lastTerm > lostIn,
                log.hardState().commit(),
                voters,
                learners);
    }

    /** Where this log goes on when one member takes it over: in a term that nobody else leads. */
    public Continuation next() {
        return new Continuation(lastIndex + 1, term + 1);
    }

    /**
     * Makes this node the only member, from the entry behind the end of its log on, and appends one more behind that. It will elect
     * itself, and commit all there is. Does what is left to do when a crash ended it earlier. On return it is durable.
     *
     * @param appliedIndex the state contains every entry up to here
     * @throws LogFaultException when the disk fails, or the log has gone on otherwise since it was looked at
     */
    public static void takeOver(Wal wal, int group, NodeId self, long appliedIndex, Continuation from, byte[] payload) {
        wal.completeInstallation(group, appliedIndex);
        long last = wal.lastIndex(group);
        if (last < from.index() - 1
                || last > from.index() + 1
                || (last >= from.index() && wal.term(group, last) != from.term())) {
            throw new LogFaultException(
                    new LogFault(
                            LogFault.Kind.INVARIANT,
                            "The log ends at entry " + last + ", and was to be taken over behind entry "
                                    + (from.index() - 1) + ": it has gone on since. Nothing has been changed."),
                    null);
        }
        if (last < from.index()) {
            long commit = wal.hardState(group).commit();
            Configuration alone = Membership.solo(self).toConfiguration();
            wal.save(group, new HardState(from.term(), self.value(), commit));
            wal.append(group, Entry.configuration(from.index(), from.term(), alone));
        }
        if (last <= from.index()) {
            wal.append(group, Entry.command(from.index() + 1, from.term(), payload));
        }
        wal.sync();
        wal.mark();
    }
}
