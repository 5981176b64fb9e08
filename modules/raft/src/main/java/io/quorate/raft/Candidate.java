package io.quorate.raft;

import java.util.TreeSet;

/**
 * Wants to lead: first asks whether it would get the votes, without any change (pre-vote, Ongaro 2014, section 9.6), then for
 * the votes of a new term (3.4).
 */
final class Candidate implements Role {
    private final Core core;
    private final boolean pre;
    private final TreeSet<Integer> granted = new TreeSet<>();
    private long electionAt;

    private Candidate(Core core, boolean pre) {
        this.core = core;
        this.pre = pre;
        this.electionAt = core.electionAt();
    }

    /** Asks whether it would be elected. */
    static Role probing(Core core) {
        Candidate candidate = new Candidate(core, true);
        core.forgetLeader();
        candidate.ask(core.term() + 1, false);
        return candidate.counted(core.self);
    }

    /**
     * Begins a term and asks for its votes.
     *
     * @param ordered by the leader before it
     */
    static Role running(Core core, boolean ordered) {
        core.raiseTerm(core.term() + 1, core.self);
        Candidate candidate = new Candidate(core, false);
        candidate.ask(core.term(), ordered);
        core.promise(new Message.VoteReply(core.self, core.self, core.term(), true, false));
        return candidate;
    }

    private void ask(long term, boolean ordered) {
        for (int voter : core.otherVoters()) {
            Message request = new Message.VoteRequest(
                    core.self, voter, term, core.log.lastIndex(), core.log.lastTerm(), pre, ordered);
            if (pre) {
                core.send(request);
            } else {
                core.promise(request);
            }
        }
    }

    private Role counted(int voter) {
        granted.add(voter);
        if (!Quorum.holds(core.log.configuration(), granted::contains)) {
            return this;
        }
        return pre ? running(core, false) : new Leader(core);
    }

    @Override
    public Role tick() {
        if (core.now() < electionAt) {
            return this;
        }
        return core.mayRun() ? probing(core) : Follower.of(core);
    }

    @Override
    public Role receive(Message message) {
        if (message instanceof Message.VoteReply reply) {
            boolean asked = reply.pre() == pre && reply.term() == core.term() + (pre ? 1 : 0);
            return reply.granted() && asked ? counted(reply.from()) : this;
        }
        if (message instanceof Message.Append
                || message instanceof Message.Heartbeat
                || message instanceof Message.Snapshot) {
            return Follower.of(core).receive(message);
        }
        return this;
    }

    @Override
    public void read(long id) {
        core.answer(new Output.Answer.NotLeader(id, 0));
    }

    @Override
    public boolean hearsLeader() {
        return false;
    }

    @Override
    public void slept() {
        electionAt = core.electionAt();
    }

    @Override
    public void leave() {}
}
