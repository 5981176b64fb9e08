package io.quorate.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What a member knows, whatever its role. */
final class Core {
    private record Proposal(long id, long term) {}

    private record Slice(long lastIndex, long bytes) {}

    final int self;
    final RaftSettings settings;
    final EntryLog log;
    final Durability durability = new Durability();
    private final RandomGenerator random;

    /** By the index of its entry. */
    private final TreeMap<Long, Proposal> proposals = new TreeMap<>();

    /** Handed out and not yet applied. */
    private final ArrayDeque<Slice> unapplied = new ArrayDeque<>();

    private final ArrayDeque<Message> toSelf = new ArrayDeque<>();
    private Output output = new Output();
    private long now;
    private long term;
    private int vote;
    private final long lostIn;
    private int leader;
    /** The one leader that the term can have, remembered when it is silent. */
    private int leaderOfTerm;

    private long commit;
    private long delivered;
    private long applied;
    private long unappliedBytes;
    private boolean fetching;
    private boolean installing;
    private boolean stateLost;

    Core(int self, RaftSettings settings, Recovered recovered, long nanos, RandomGenerator random) {
        this.self = self;
        this.settings = settings;
        this.log = new EntryLog(recovered, settings.cacheBytes());
        this.random = random;
        this.now = nanos;
        this.term = recovered.hardState().term();
        this.vote = recovered.hardState().vote();
        this.lostIn = recovered.hardState().lostIn();
        long known = Math.min(recovered.hardState().commit(), recovered.lastIndex());
        this.commit = Math.max(Math.max(known, recovered.releasedIndex()), recovered.appliedIndex());
        this.delivered = recovered.appliedIndex();
        this.applied = recovered.appliedIndex();
        RaftViolation.require(
                applied <= log.lastIndex(),
                "the state has applied entry " + applied + ", the log ends at " + log.lastIndex()
                        + "; log and state are not of the same node, or the log was lost: restore both");
        RaftViolation.require(
                log.firstIndex() <= applied + 1,
                "the state has applied entry " + applied + ", the log begins at " + log.firstIndex()
                        + "; restore a newer snapshot of the state");
        RaftViolation.require(
                log.lastTerm() <= term,
                "the log has entries of term " + log.lastTerm() + ", but term " + term
                        + " was saved last: a part was lost");
    }

    // Time.

    long now() {
        return now;
    }

    void now(long nanos) {
        now = nanos;
    }

    /** A moment at which to want an election if no leader is heard of; chance makes ties rare (section 3.4). */
    long electionAt() {
        return now + random.nextLong(settings.electionMinNanos(), settings.electionMaxNanos() + 1);
    }

    /** Nobody else could lead, so that there is nothing to wait for. */
    boolean isAlone() {
        return log.isConfigured()
                && otherVoters().isEmpty()
                && log.configuration().isVoter(self);
    }

    // Snapshots.

    /** Until the state is replaced, entries are neither taken nor handed out: they would be of two states. */
    boolean isInstalling() {
        return installing;
    }

    void stateLost() {
        stateLost = true;
    }

    /** The snapshot has something that this member lacks. */
    boolean needs(Message.Snapshot snapshot) {
        return snapshot.index() > commit || (stateLost && snapshot.index() > delivered);
    }

    void install(Message.Snapshot snapshot) {
        installing = true;
        output.install(snapshot);
    }

    /** The state is as before; the next snapshot may do better. */
    void notInstalled() {
        installing = false;
    }

    /** The state contains everything up to this entry, which came by a snapshot. */
    void installed(Message.Snapshot snapshot) {
        installing = false;
        stateLost = false;
        if (log.restart(snapshot)) {
            durability.clamp(snapshot.index());
        }
        commit = Math.max(commit, snapshot.index());
        delivered = snapshot.index();
        applied(snapshot.index());
    }

    // Term and vote.

    long term() {
        return term;
    }

    int leader() {
        return leader;
    }

    /** Hears that this node leads the present term. */
    void follow(int node) {
        RaftViolation.require(
                leaderOfTerm == 0 || leaderOfTerm == node,
                "node " + node + " and node " + leaderOfTerm + " both lead term " + term);
        leaderOfTerm = node;
        leader = node;
    }

    /** Hears of the leader no more. */
    void forgetLeader() {
        leader = 0;
    }

    void raiseTerm(long to, int voteFor) {
        RaftViolation.require(to > term, "term " + to + " does not follow term " + term);
        term = to;
        vote = voteFor;
        leader = 0;
        leaderOfTerm = 0;
        saveHardState();
    }

    /**
     * Whether this member's log counts in elections. When it was lost, what it had acknowledged is in the log of whoever leads a
     * later term, since that one was elected without this member; so its log has all of it again once it has an entry of such a
     * term (after Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018).
     */
    boolean isElector() {
        return lostIn == 0 || log.lastTerm() > lostIn;
    }

    /** Whether this member may vote for the node in the present term (section 3.4). */
    boolean mayVoteFor(int node) {
        return isElector() && (vote == node || (vote == 0 && leaderOfTerm == 0));
    }

    void voteFor(int node) {
        if (vote != node) {
            vote = node;
            saveHardState();
        }
    }

    private void saveHardState() {
        durability.save(new HardState(term, vote, commit, lostIn));
    }

    /**
     * This member may want to lead: it is a voter, or was one before the latest configuration, which is not committed yet. Its
     * entries may be needed to commit that, though its own vote does not count (section 4.2.2).
     */
    boolean mayRun() {
        return !installing
                && !stateLost
                && isElector()
                && log.isConfigured()
                && (log.configuration().isVoter(self)
                        || (log.configurationIndex() > commit
                                && log.configurationBefore().isVoter(self)));
    }

    // Entries.

    void append(Entry entry) {
        log.append(entry);
        durability.append(entry);
    }

    void truncate(long from) {
        RaftViolation.require(from > commit, "entry " + from + " would be replaced, but " + commit + " is committed");
        log.truncate(from);
        durability.truncate(from);
    }

    long commit() {
        return commit;
    }

    void commitTo(long index) {
        if (index > commit) {
            RaftViolation.require(
                    index <= log.lastIndex(),
                    "entry " + index + " is committed, but this log ends at " + log.lastIndex()
                            + ": it lost what it had acknowledged");
            commit = index;
        }
    }

    long delivered() {
        return delivered;
    }

    long applied() {
        return applied;
    }

    void applied(long index) {
        applied = Math.max(applied, index);
        while (!unapplied.isEmpty() && unapplied.element().lastIndex() <= applied) {
            unappliedBytes -= unapplied.remove().bytes();
        }
    }

    /** Hands out what is committed and durable here, as far as there is room. */
    void deliver() {
        long to = installing || stateLost ? 0 : Math.min(commit, log.durableIndex());
        while (delivered < to && unappliedBytes < settings.maxApplyBytes() && !fetching) {
            List<Entry> slice = log.cached(delivered + 1, to, settings.maxAppendBytes());
            if (slice.isEmpty()) {
                fetching = true;
                fetch(Output.APPLY, delivered + 1, to);
            } else {
                deliver(slice);
            }
        }
    }

    private void deliver(List<Entry> slice) {
        long bytes = slice.stream().mapToLong(Entry::bytes).sum();
        Entry last = slice.get(slice.size() - 1);
        output.committed().addAll(slice);
        delivered = last.index();
        unapplied.add(new Slice(delivered, bytes));
        unappliedBytes += bytes;
        Map<Long, Proposal> done = proposals.headMap(delivered, true);
        done.forEach((index, proposal) ->
                output.answers().add(new Output.Answer.Committed(proposal.id(), index, proposal.term())));
        done.clear();
    }

    void fetchedToApply(List<Entry> entries) {
        fetching = false;
        if (!installing && !stateLost && !entries.isEmpty() && entries.get(0).index() == delivered + 1) {
            deliver(entries);
        }
    }

    void fetch(int reader, long from, long to) {
        output.fetches().add(new Output.Fetch(reader, term, from, to, settings.maxAppendBytes()));
    }

    // Requests.

    /** The request is answered once the entry at this index is handed out. */
    void await(long id, long index) {
        proposals.put(index, new Proposal(id, term));
    }

    /** This member leads no more: entries that are not committed yet may be, now or never. */
    void giveUpProposals() {
        Map<Long, Proposal> open = proposals.tailMap(commit, false);
        for (Iterator<Proposal> each = open.values().iterator(); each.hasNext(); ) {
            answer(new Output.Answer.Unknown(
                    each.next().id(), "this node led no longer before the entry was known to be committed"));
            each.remove();
        }
    }

    void answer(Output.Answer answer) {
        output.answers().add(answer);
    }

    // Messages.

    void send(Message message) {
        if (message.to() == self) {
            toSelf.add(message);
        } else {
            output.messages().add(message);
        }
    }

    /** Sends once everything saved and appended so far is durable. */
    void promise(Message message) {
        durability.hold(message);
    }

    Optional<Message> nextToSelf() {
        return Optional.ofNullable(toSelf.poll());
    }

    void snapshotFor(int node) {
        output.snapshots().add(node);
    }

    void doubt(int node, String what) {
        output.doubts().add(new Output.Doubt(node, what));
    }

    /** Ends a step. */
    Output finish() {
        durability.write().ifPresent(output::persist);
        Output done = output;
        output = new Output();
        return done;
    }

    List<Integer> otherVoters() {
        List<Integer> others = new ArrayList<>();
        for (int member : log.configuration().members()) {
            if (member != self && log.configuration().isVoter(member)) {
                others.add(member);
            }
        }
        return others;
    }
}
