package io.quorate.raft;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * One member of a Raft group, after Ongaro, "Consensus: Bridging Theory and Practice" (2014): elections with pre-vote and
 * check-quorum (sections 3.4, 4.2.3, 9.6, 6.2), log replication with pipelining (3.5, 10.2), commitment by terms (3.6.2), joint
 * consensus (4.3), leadership transfer (3.10), read requests (6.4).
 *
 * <p>Thread: one. A {@link RaftViolation} out of {@link #step} means that a rule of safety was broken; the member must not be
 * used any more.
 */
public final class Raft {
    private final Core core;
    private Role role;

    /**
     * Goes on where the disk stands.
     *
     * @param self this member's number; from 1 on
     * @param nanos now, on the clock of {@link Input.Tick}
     * @param random for election timeouts alone
     * @throws RaftViolation when what was found on the disk does not belong together
     */
    public Raft(int self, RaftSettings settings, Recovered recovered, long nanos, RandomGenerator random) {
        if (self < 1) {
            throw new IllegalArgumentException("members are numbered from 1 on, was " + self);
        }
        this.core = new Core(self, settings, recovered, nanos, random);
        this.role = Follower.of(core);
    }

    /** Takes one input. */
    public Output step(Input input) {
        take(input);
        settle();
        core.deliver();
        return core.finish();
    }

    private void take(Input input) {
        if (input instanceof Input.Tick tick) {
            tick(tick.nanos());
        } else if (input instanceof Input.Received received) {
            receive(received.message());
        } else if (input instanceof Input.Propose propose) {
            lead(propose.id()).ifPresent(leader -> leader.propose(propose.id(), propose.payload()));
        } else if (input instanceof Input.Forward forward) {
            forward(forward.payload());
        } else if (input instanceof Input.Read read) {
            role.read(read.id());
        } else if (input instanceof Input.Reconfigure change) {
            lead(change.id()).ifPresent(leader -> leader.reconfigure(change.id(), change.target()));
        } else if (input instanceof Input.Transfer transfer) {
            lead(transfer.id()).ifPresent(leader -> leader.transfer(transfer.id(), transfer.target()));
        } else if (input instanceof Input.Persisted persisted) {
            core.log.durable(core.durability.done(persisted.sequence()));
        } else if (input instanceof Input.Applied applied) {
            core.applied(applied.index());
        } else if (input instanceof Input.Released released) {
            core.log.release(Math.min(released.index(), core.applied()));
        } else if (input instanceof Input.Fetched fetched) {
            fetched(fetched);
        } else if (input instanceof Input.Unreachable unreachable) {
            ifLeader().ifPresent(leader -> leader.unreachable(unreachable.node()));
        } else if (input instanceof Input.SnapshotSent sent) {
            ifLeader().ifPresent(leader -> leader.snapshotSent(sent.node(), sent.index()));
        } else if (input instanceof Input.StateLost) {
            core.stateLost();
        } else if (input instanceof Input.NotInstalled) {
            core.notInstalled();
        } else if (input instanceof Input.Installed installed) {
            core.installed(installed.snapshot());
            if (role instanceof Follower follower) {
                follower.installed(installed.snapshot());
            }
        }
    }

    private void forward(byte[] payload) {
        Optional<Leader> leader = ifLeader();
        if (leader.isPresent()) {
            leader.get().append(payload);
        } else if (core.leader() != 0) {
            core.send(new Message.Forward(core.self, core.leader(), core.term(), payload));
        }
    }

    private void tick(long nanos) {
        boolean slept = nanos - core.now() > core.settings.electionMinNanos();
        core.now(nanos);
        if (slept) {
            role.slept();
        }
        become(role.tick());
    }

    private void fetched(Input.Fetched fetched) {
        if (fetched.request().reader() == Output.APPLY) {
            core.fetchedToApply(fetched.entries());
        } else if (fetched.request().term() == core.term()) {
            ifLeader().ifPresent(leader -> leader.fetched(fetched.request(), fetched.entries()));
        }
    }

    /** What waited for the disk and what this member tells itself, until there is nothing more. */
    private void settle() {
        boolean more = true;
        while (more) {
            core.durability.ready(core.term()).forEach(core::send);
            Optional<Message> own = core.nextToSelf();
            own.ifPresent(this::receive);
            more = own.isPresent();
        }
    }

    private void receive(Message message) {
        if (message.term() > core.term() && !isPreVote(message)) {
            boolean ordered = message instanceof Message.VoteRequest request && request.ordered();
            if (message instanceof Message.VoteRequest && !ordered && role.hearsLeader()) {
                return;
            }
            core.raiseTerm(message.term(), 0);
            become(Follower.of(core));
        }
        if (message instanceof Message.VoteRequest request) {
            vote(request);
        } else if (message.term() < core.term()) {
            tellOutdated(message);
        } else {
            become(role.receive(message));
        }
    }

    /** Pre-votes change no term: they are about a term that may never begin. */
    private static boolean isPreVote(Message message) {
        return (message instanceof Message.VoteRequest request && request.pre())
                || (message instanceof Message.VoteReply reply && reply.pre() && reply.granted());
    }

    private void vote(Message.VoteRequest request) {
        boolean upToDate = core.log.isUpToDate(request.lastIndex(), request.lastTerm());
        if (request.pre()) {
            boolean granted = core.isElector() && upToDate && request.term() > core.term() && !role.hearsLeader();
            long term = granted ? request.term() : core.term();
            core.send(new Message.VoteReply(core.self, request.from(), term, granted, true));
        } else if (request.term() == core.term() && upToDate && core.mayVoteFor(request.from())) {
            core.voteFor(request.from());
            if (role instanceof Follower follower) {
                follower.restartTimer();
            } else {
                become(Follower.of(core));
            }
            core.promise(new Message.VoteReply(core.self, request.from(), core.term(), true, false));
        } else {
            core.send(new Message.VoteReply(core.self, request.from(), core.term(), false, false));
        }
    }

    /** A leader of an earlier term must hear of the present one to step down, also when nobody asks it for a vote. */
    private void tellOutdated(Message message) {
        if (message instanceof Message.Append || message instanceof Message.Heartbeat) {
            core.send(new Message.HeartbeatReply(core.self, message.from(), core.term(), 0));
        }
    }

    private void become(Role next) {
        if (next != role) {
            role.leave();
            role = next;
        }
    }

    private Optional<Leader> ifLeader() {
        return role instanceof Leader leader ? Optional.of(leader) : Optional.empty();
    }

    private Optional<Leader> lead(long id) {
        Optional<Leader> leader = ifLeader();
        if (leader.isEmpty()) {
            core.answer(new Output.Answer.NotLeader(id, core.leader()));
        }
        return leader;
    }

    /** Where this member stands. */
    public RaftStatus status() {
        Optional<Leader> leader = ifLeader();
        SortedMap<Integer, Long> matches = new TreeMap<>();
        SortedSet<Integer> reachable = new TreeSet<>();
        leader.ifPresent(leading -> {
            matches.putAll(leading.matches());
            reachable.addAll(leading.reachable());
        });
        return new RaftStatus(
                core.term(),
                core.leader(),
                leader.filter(Leader::isReady).isPresent(),
                core.log.firstIndex(),
                core.log.lastIndex(),
                core.commit(),
                core.applied(),
                core.log.isConfigured() ? Optional.of(core.log.configuration()) : Optional.empty(),
                matches,
                reachable);
    }

    /** Members other than this one that should be reachable. */
    public List<Integer> others() {
        return core.log.isConfigured()
                ? core.log.configuration().members().stream()
                        .filter(member -> member != core.self)
                        .toList()
                : List.of();
    }
}
