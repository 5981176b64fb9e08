package io.quorate.raft;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides the order of entries (Ongaro 2014, section 3.5), commits what a quorum has made durable (3.6.2), and leads only as
 * long as it hears from a quorum (6.2).
 */
final class Leader implements Role {
    /** A handing over of the leadership that is under way (section 3.10). */
    private record Transfer(long id, int target, long until) {}

    private final Core core;
    private final TreeMap<Integer, Progress> peers = new TreeMap<>();
    private final Reads reads = new Reads();

    /** The entry that opened the term; nothing of it is committed by counting before this is (section 3.6.2). */
    private final long opening;

    private final long since;
    private final long term;
    private Optional<Transfer> transfer = Optional.empty();

    /** Who asked for the change of members that is under way; told when its last entry is committed. */
    private Optional<Long> change = Optional.empty();

    private long heartbeatAt;

    /** Apart from heartbeats, which read requests bring forward again and again. */
    private long retryAt;

    /** Last entry that is durable here. */
    private long match;

    Leader(Core core) {
        this.core = core;
        this.since = core.now();
        this.heartbeatAt = core.now();
        this.retryAt = core.now();
        this.term = core.term();
        core.follow(core.self);
        this.opening = core.log.lastIndex() + 1;
        follow(core.log.configuration());
        append(Entry.noop(opening, core.term()));
    }

    boolean isReady() {
        return core.applied() >= opening;
    }

    SortedMap<Integer, Long> matches() {
        TreeMap<Integer, Long> matches = new TreeMap<>();
        matches.put(core.self, match);
        peers.forEach((node, progress) -> matches.put(node, progress.match()));
        return matches;
    }

    SortedSet<Integer> reachable() {
        TreeSet<Integer> reachable = new TreeSet<>(peers.keySet());
        reachable.add(core.self);
        reachable.removeIf(node -> !isHeard(node));
        return reachable;
    }

    private void follow(Configuration configuration) {
        peers.keySet().retainAll(configuration.members());
        for (int member : configuration.members()) {
            if (member != core.self && !peers.containsKey(member)) {
                peers.put(member, new Progress(core.log.lastIndex() + 1, core.settings.windowBytes(), core.now()));
            }
        }
    }

    // Entries.

    void propose(long id, byte[] payload) {
        if (transfer.isPresent()) {
            core.answer(new Output.Answer.Refused(
                    id,
                    "leadership is being handed over to node " + transfer.get().target()));
            return;
        }
        Entry entry = Entry.command(core.log.lastIndex() + 1, core.term(), payload);
        core.await(id, entry.index());
        append(entry);
    }

    /** An entry that nobody waits for. */
    void append(byte[] payload) {
        if (transfer.isEmpty()) {
            append(Entry.command(core.log.lastIndex() + 1, core.term(), payload));
        }
    }

    private void append(Entry entry) {
        core.append(entry);
        core.promise(new Message.Accepted(core.self, core.self, core.term(), entry.index()));
        peers.forEach(this::replicate);
    }

    private void replicate(int node, Progress progress) {
        while (progress.isOpen()) {
            long from = progress.next();
            if (from < core.log.firstIndex()) {
                progress.awaitSnapshot();
                core.snapshotFor(node);
                return;
            }
            if (from > core.log.lastIndex() && !progress.wantsProbe()) {
                return;
            }
            List<Entry> entries = core.log.cached(from, core.log.lastIndex(), core.settings.maxAppendBytes());
            if (entries.isEmpty() && from <= core.log.lastIndex()) {
                progress.fetching();
                core.fetch(node, from, core.log.lastIndex());
                return;
            }
            send(node, progress, entries);
        }
    }

    void fetched(Output.Fetch request, List<Entry> entries) {
        Progress progress = peers.get(request.reader());
        if (progress == null) {
            return;
        }
        boolean released = request.from() < core.log.firstIndex();
        if (progress.fetched(request.from()) && !released && !entries.isEmpty()) {
            send(request.reader(), progress, entries);
        }
        replicate(request.reader(), progress);
    }

    private void send(int node, Progress progress, List<Entry> entries) {
        long previous = progress.next() - 1;
        Message.Append append = new Message.Append(
                core.self, node, core.term(), previous, core.log.term(previous), entries, core.commit());
        core.send(append);
        progress.sent(append, entries.stream().mapToLong(Entry::bytes).sum(), core.now());
    }

    /** What a quorum has is committed, if it is of this term; what is before it is thereby (section 3.6.2). */
    private void advanceCommit() {
        long reached = Quorum.highest(core.log.configuration(), this::matchOf);
        if (reached > core.commit() && core.log.term(reached) == core.term()) {
            core.commitTo(reached);
        }
    }

    private long matchOf(int node) {
        return node == core.self ? match : progress(node).map(Progress::match).orElse(0L);
    }

    private Optional<Progress> progress(int node) {
        return Optional.ofNullable(peers.get(node));
    }

    // Messages.

    @Override
    public Role receive(Message message) {
        Optional<Progress> sender = progress(message.from());
        sender.ifPresent(progress -> progress.heard(core.now()));
        if (message instanceof Message.Accepted accepted) {
            accepted(accepted, sender);
        } else if (message instanceof Message.Rejected rejected) {
            sender.ifPresent(progress -> rejected(rejected, progress));
        } else if (message instanceof Message.HeartbeatReply reply) {
            sender.ifPresent(progress -> progress.answeredRound(reply.round()));
            confirmReads();
        } else if (message instanceof Message.ReadRequest request) {
            read(request.from(), request.id());
        } else if (message instanceof Message.Forward forward) {
            append(forward.payload());
        } else {
            RaftViolation.require(
                    !(message instanceof Message.Append
                            || message instanceof Message.Heartbeat
                            || message instanceof Message.Snapshot),
                    "node " + message.from() + " and this node both lead term " + core.term());
        }
        return settled();
    }

    private void accepted(Message.Accepted accepted, Optional<Progress> sender) {
        if (accepted.from() == core.self) {
            match = Math.max(match, accepted.index());
        } else {
            sender.ifPresent(progress -> {
                // What was never sent cannot be there: such a member lies or has lost its mind, and does not count.
                if (progress.accepted(accepted.index(), core.now())) {
                    handOver();
                    replicate(accepted.from(), progress);
                } else if (accepted.index() > core.log.lastIndex() || !progress.mayHave(accepted.index())) {
                    doubt(
                            accepted.from(),
                            progress,
                            "acknowledges entry " + accepted.index() + ", which it was never sent");
                }
            });
        }
        advanceCommit();
    }

    private void rejected(Message.Rejected rejected, Progress progress) {
        long candidate = core.log.lastWithTermUpTo(rejected.hintIndex(), rejected.hintTerm()) + 1;
        if (!progress.rejected(rejected.previousIndex(), candidate)) {
            doubt(
                    rejected.from(),
                    progress,
                    "says that it lacks entry " + progress.match() + ", which it has acknowledged");
        }
        replicate(rejected.from(), progress);
    }

    private void doubt(int node, Progress progress, String what) {
        if (progress.doubt()) {
            core.doubt(node, what);
        }
    }

    void unreachable(int node) {
        progress(node).ifPresent(Progress::lost);
    }

    void snapshotSent(int node, long index) {
        progress(node).ifPresent(progress -> progress.snapshotSent(index));
    }

    // Time.

    @Override
    public Role tick() {
        if (core.now() - since > core.settings.electionMaxNanos()
                && !Quorum.holds(core.log.configuration(), this::isHeard)) {
            return Follower.of(core);
        }
        transfer.filter(under -> core.now() > under.until()).ifPresent(late -> {
            transfer = Optional.empty();
            core.answer(new Output.Answer.Refused(
                    late.id(), "node " + late.target() + " did not take over in time; this node goes on leading"));
        });
        if (core.now() >= retryAt) {
            retryAt = core.now() + core.settings.heartbeatNanos();
            peers.forEach((node, progress) -> {
                progress.retry(core.now(), core.settings.electionMinNanos());
                replicate(node, progress);
            });
        }
        if (core.now() >= heartbeatAt) {
            heartbeat();
        }
        return settled();
    }

    private boolean isHeard(int node) {
        return node == core.self
                || progress(node)
                        .filter(progress -> core.now() - progress.heardAt() <= core.settings.electionMaxNanos())
                        .isPresent();
    }

    private void heartbeat() {
        heartbeatAt = core.now() + core.settings.heartbeatNanos();
        peers.forEach((node, progress) -> core.send(new Message.Heartbeat(
                core.self, node, core.term(), Math.min(core.commit(), progress.match()), reads.round())));
    }

    @Override
    public boolean hearsLeader() {
        return true;
    }

    @Override
    public void slept() {
        // The next look at who was heard of tells.
    }

    // Reads.

    @Override
    public void read(long id) {
        read(core.self, id);
    }

    private void read(int origin, long id) {
        if (core.commit() < opening) {
            refuseRead(origin, id, "this node has only begun to lead");
        } else if (reads.size() >= core.settings.maxReads()) {
            refuseRead(origin, id, reads.size() + " reads wait for their quorum round already");
        } else {
            reads.add(origin, id, core.commit());
            heartbeat();
            confirmReads();
        }
    }

    private void confirmReads() {
        long round = Quorum.highest(
                core.log.configuration(),
                node -> node == core.self
                        ? reads.round()
                        : progress(node).map(Progress::round).orElse(0L));
        for (Reads.Pending read : reads.confirmed(round)) {
            if (read.origin() == core.self) {
                core.answer(new Output.Answer.Confirmed(read.id(), read.index(), true));
            } else {
                core.send(new Message.ReadReply(core.self, read.origin(), core.term(), read.id(), read.index()));
            }
        }
    }

    private void refuseRead(int origin, long id, String reason) {
        if (origin == core.self) {
            core.answer(new Output.Answer.Refused(id, reason));
        } else {
            core.send(new Message.ReadReply(core.self, origin, core.term(), id, 0));
        }
    }

    // Members.

    /** Changes who takes part, one change at a time (section 4.3). */
    void reconfigure(long id, Configuration target) {
        Configuration now = core.log.configuration();
        if (core.commit() < opening || core.log.configurationIndex() > core.commit() || now.isJoint()) {
            core.answer(new Output.Answer.Refused(id, "another change of the members is not through yet"));
        } else if (now.voters().size()
                        + target.voters().size()
                        + target.learners().size()
                > Configuration.MAX_MEMBERS) {
            core.answer(new Output.Answer.Refused(
                    id,
                    "more than " + Configuration.MAX_MEMBERS
                            + " members would take part while the voters change; change" + " fewer at a time"));
        } else if (target.equals(now)) {
            core.answer(new Output.Answer.Committed(id, core.log.configurationIndex(), core.term()));
        } else {
            change = Optional.of(id);
            appendConfiguration(target.voters().equals(now.voters()) ? target : now.towards(target));
        }
    }

    private void appendConfiguration(Configuration configuration) {
        Entry entry = Entry.configuration(core.log.lastIndex() + 1, core.term(), configuration);
        if (!configuration.isJoint()) {
            change.ifPresent(id -> core.await(id, entry.index()));
            change = Optional.empty();
        }
        follow(configuration);
        append(entry);
    }

    /** A change whose first half is committed goes on; a leader that is no voter any more makes room. */
    private Role settled() {
        if (core.commit() < opening || core.log.configurationIndex() > core.commit()) {
            return this;
        }
        Configuration configuration = core.log.configuration();
        if (configuration.isJoint()) {
            appendConfiguration(configuration.settled());
        } else if (!configuration.isVoter(core.self)) {
            best(configuration).ifPresent(node -> core.send(new Message.TimeoutNow(core.self, node, core.term())));
            return Follower.of(core);
        }
        return this;
    }

    private Optional<Integer> best(Configuration configuration) {
        return configuration.voters().stream().max((one, other) -> Long.compare(matchOf(one), matchOf(other)));
    }

    /** Lets a voter lead as soon as it has all entries (section 3.10). */
    void transfer(long id, int target) {
        if (target == core.self) {
            core.answer(new Output.Answer.Refused(id, "node " + target + " leads already"));
        } else if (!core.log.configuration().isVoter(target)) {
            core.answer(new Output.Answer.Refused(id, "node " + target + " is no voter"));
        } else if (transfer.isPresent()) {
            core.answer(new Output.Answer.Refused(
                    id,
                    "leadership is being handed over to node " + transfer.get().target()));
        } else {
            transfer = Optional.of(new Transfer(id, target, core.now() + core.settings.electionMaxNanos()));
            handOver();
        }
    }

    private void handOver() {
        transfer.filter(under -> matchOf(under.target()) == core.log.lastIndex())
                .ifPresent(under -> core.send(new Message.TimeoutNow(core.self, under.target(), core.term())));
    }

    @Override
    public void leave() {
        core.giveUpProposals();
        change.ifPresent(id -> core.answer(
                new Output.Answer.Unknown(id, "this node led no longer before the change of members was through")));
        reads.all().forEach(read -> refuseRead(read.origin(), read.id(), "this node led no longer"));
        transfer.ifPresent(under -> core.answer(
                core.term() > term
                        ? new Output.Answer.Committed(under.id(), core.commit(), core.term())
                        : new Output.Answer.Unknown(under.id(), "this node led no longer before another one did")));
    }
}
