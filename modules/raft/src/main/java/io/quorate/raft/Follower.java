package io.quorate.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes the log of the leader (Ongaro 2014, section 3.5); wants another one when it hears of none for too long (3.4). */
final class Follower implements Role {
    private final Core core;

    /** Asked of the leader, by id, with the moment at which. */
    private final TreeMap<Long, Long> reads = new TreeMap<>();

    private long electionAt;
    private long heardAt;

    private Follower(Core core) {
        this.core = core;
        this.electionAt = core.isAlone() ? core.now() : core.electionAt();
    }

    /** One that has not heard of a leader yet. */
    static Follower of(Core core) {
        core.forgetLeader();
        return new Follower(core);
    }

    void restartTimer() {
        electionAt = core.electionAt();
    }

    @Override
    public Role tick() {
        giveUpReads(core.now() - core.settings.electionMaxNanos());
        if (core.now() < electionAt) {
            return this;
        }
        restartTimer();
        return core.mayRun() ? Candidate.probing(core) : this;
    }

    @Override
    public Role receive(Message message) {
        if (message instanceof Message.Append append) {
            heardOf(append.from());
            append(append);
        } else if (message instanceof Message.Heartbeat heartbeat) {
            heardOf(heartbeat.from());
            // To one that has nothing yet it may be said because of what was acknowledged before that was lost.
            if (core.log.isConfigured()) {
                core.commitTo(heartbeat.commit());
            }
            core.send(new Message.HeartbeatReply(core.self, heartbeat.from(), core.term(), heartbeat.round()));
        } else if (message instanceof Message.Snapshot snapshot) {
            heardOf(snapshot.from());
            install(snapshot);
        } else if (message instanceof Message.ReadReply reply && reads.remove(reply.id()) != null) {
            answer(reply);
        } else if (message instanceof Message.TimeoutNow && core.mayRun()) {
            return Candidate.running(core, true);
        }
        return this;
    }

    private void heardOf(int leader) {
        core.follow(leader);
        heardAt = core.now();
        restartTimer();
    }

    private void append(Message.Append append) {
        if (core.isInstalling()) {
            return;
        }
        long previous = append.previousIndex();
        boolean released = previous < core.log.firstIndex() - 1;
        if (!released && !core.log.has(previous, append.previousTerm())) {
            RaftViolation.require(
                    previous > core.commit(),
                    "the leader's entry " + previous + " is of term " + append.previousTerm()
                            + ", another one is committed here");
            long hint = core.log.lastWithTermUpTo(previous, append.previousTerm());
            core.send(new Message.Rejected(core.self, append.from(), core.term(), previous, hint, core.log.term(hint)));
            return;
        }
        for (Entry entry : append.entries()) {
            take(entry);
        }
        long last = append.lastIndex();
        core.promise(new Message.Accepted(core.self, append.from(), core.term(), last));
        core.commitTo(Math.min(append.commit(), last));
    }

    private void take(Entry entry) {
        if (entry.index() < core.log.firstIndex()) {
            return;
        }
        if (entry.index() <= core.log.lastIndex()) {
            if (core.log.term(entry.index()) == entry.term()) {
                return;
            }
            core.truncate(entry.index());
        }
        core.append(entry);
    }

    private void install(Message.Snapshot snapshot) {
        if (!core.needs(snapshot)) {
            core.promise(new Message.Accepted(core.self, snapshot.from(), core.term(), snapshot.index()));
        } else if (!core.isInstalling()) {
            core.install(snapshot);
        }
    }

    void installed(Message.Snapshot snapshot) {
        restartTimer();
        if (snapshot.term() == core.term()) {
            core.promise(new Message.Accepted(core.self, snapshot.from(), core.term(), snapshot.index()));
        }
    }

    @Override
    public void read(long id) {
        if (core.leader() == 0) {
            core.answer(new Output.Answer.NotLeader(id, 0));
        } else if (reads.size() >= core.settings.maxReads()) {
            core.answer(new Output.Answer.Refused(id, reads.size() + " reads wait for the leader's answer already"));
        } else {
            reads.put(id, core.now());
            core.send(new Message.ReadRequest(core.self, core.leader(), core.term(), id));
        }
    }

    private void answer(Message.ReadReply reply) {
        core.answer(
                reply.index() > 0
                        ? new Output.Answer.Confirmed(reply.id(), reply.index(), false)
                        : new Output.Answer.Refused(reply.id(), "the leader could not confirm that it leads"));
    }

    private void giveUpReads(long askedBefore) {
        List<Long> lost = new ArrayList<>();
        for (Map.Entry<Long, Long> read : reads.entrySet()) {
            if (read.getValue() < askedBefore) {
                lost.add(read.getKey());
            }
        }
        for (long id : lost) {
            reads.remove(id);
            core.answer(new Output.Answer.Refused(id, "the leader did not answer"));
        }
    }

    @Override
    public boolean hearsLeader() {
        return core.leader() != 0 && core.now() - heardAt < core.settings.electionMinNanos();
    }

    @Override
    public void slept() {
        restartTimer();
    }

    @Override
    public void leave() {
        giveUpReads(Long.MAX_VALUE);
    }
}
