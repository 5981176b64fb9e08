package io.quorate.simulation.check;

import io.quorate.client.core.Moment;
import io.quorate.kernel.state.KernelRow;
import io.quorate.log.NodeId;
import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Describe;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Add;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Done;
import io.quorate.simulation.register.RegisterContract.Read;
import io.quorate.simulation.register.RegisterContract.Reading;
import io.quorate.simulation.register.RegisterContract.Swap;
import io.quorate.simulation.register.RegisterContract.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells short histories, of one register, a few locks, an election, atomic values, barriers, a queue and a store, and what all invariants think of them. */
final class Teller {
    static final String REGISTER = "r";
    private static final String STORE = "store";
    private static final long DEADLINE_NANOS = 1_000;
    private static final NodeId NODE = new NodeId(1);

    private final Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
    final History history = History.judgedBy(verdict);

    /** A client that believes what it is told to. */
    static final class Believer implements Client {
        private final String name;
        private final Set<SessionId> believed = new HashSet<>();
        private long nanos;

        Believer(String name) {
            this.name = name;
        }

        Believer believing(long session) {
            believed.add(new SessionId(session));
            return this;
        }

        Believer at(long localNanos) {
            nanos = localNanos;
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean believes(SessionId session) {
            return believed.contains(session);
        }

        @Override
        public Moment now() {
            return new Moment(nanos, 0);
        }

        @Override
        public long localNanos() {
            return nanos;
        }

        @Override
        public long runningSinceNanos() {
            return 0;
        }
    }

    /** Names of the invariants that broke. */
    Set<String> broken() {
        return verdict.violations().stream().map(Verdict.Violation::invariant).collect(Collectors.toSet());
    }

    private Operation invoked(
            long id,
            Client client,
            String recipe,
            String instance,
            Record request,
            Optional<ReadLevel> level,
            long at) {
        Operation operation = new Operation(id, client, recipe, instance, request, level, at, DEADLINE_NANOS);
        history.invoked(operation);
        return operation;
    }

    Operation write(long id, Client client, long at) {
        return invoked(id, client, RegisterContract.RECIPE, REGISTER, new Write(id, id), Optional.empty(), at);
    }

    Operation add(long id, Client client, long amount) {
        return invoked(id, client, RegisterContract.RECIPE, REGISTER, new Add(id, amount), Optional.empty(), 0);
    }

    Operation read(long id, Client client, ReadLevel level, long at) {
        return invoked(id, client, RegisterContract.RECIPE, REGISTER, new Read(), Optional.of(level), at);
    }

    Operation swap(long id, Client client, long expected, long at) {
        Swap swap = new Swap(id, expected, id);
        return invoked(id, client, RegisterContract.RECIPE, REGISTER, swap, Optional.empty(), at);
    }

    Operation acquire(long id, Client client, String lock) {
        return acquire(id, client, lock, 0);
    }

    Operation acquire(long id, Client client, String lock, long at) {
        return invoked(id, client, LockContract.RECIPE, lock, new Acquire(0, Long.toString(id)), Optional.empty(), at);
    }

    Operation acquireAll(long id, Client client, String lock, String other) {
        AcquireAll request = new AcquireAll(List.of(other), 0, Long.toString(id), 0, 0);
        return invoked(id, client, LockContract.RECIPE, lock, request, Optional.empty(), 0);
    }

    Operation releaseAll(long id, Client client, String lock, long token) {
        ReleaseAll request = new ReleaseAll(new FencingToken(token));
        return invoked(id, client, LockContract.RECIPE, lock, request, Optional.empty(), 0);
    }

    Operation release(long id, Client client, String lock, long token) {
        return invoked(
                id, client, LockContract.RECIPE, lock, new Release(new FencingToken(token)), Optional.empty(), 0);
    }

    Operation atomic(long id, Client client, String name, Record request, long at) {
        return invoked(id, client, AtomicContract.RECIPE, name, request, Optional.empty(), at);
    }

    Operation queue(long id, Client client, Record request) {
        return invoked(id, client, QueueContract.RECIPE, "q", request, Optional.empty(), 0);
    }

    Operation store(long id, Client client, Record request, long at) {
        return invoked(id, client, KvContract.RECIPE, STORE, request, Optional.empty(), at);
    }

    /** A linearizable read of a store. */
    Operation lookIntoStore(long id, Client client, Record query, long at) {
        return invoked(id, client, KvContract.RECIPE, STORE, query, Optional.of(ReadLevel.LINEARIZABLE), at);
    }

    void listening(Client client, StoreListener.Told... all) {
        StoreListener listener = new StoreListener(client, STORE);
        List.of(all).forEach(listener::told);
        history.listening(listener);
    }

    Operation count(long id, Client client, String counter, long at) {
        return look(id, client, counter, new AtomicContract.Get(), at);
    }

    /** A linearizable read of an atomic value. */
    Operation look(long id, Client client, String name, Record query, long at) {
        return invoked(id, client, AtomicContract.RECIPE, name, query, Optional.of(ReadLevel.LINEARIZABLE), at);
    }

    Operation barrier(long id, Client client, String name, Record request, long at) {
        return invoked(id, client, BarrierContract.RECIPE, name, request, Optional.empty(), at);
    }

    /** The call fails, at this time, since its generation is broken. */
    void broken(Operation operation, long at, long generation) {
        String why = "generation " + generation + " of '" + operation.instance() + "' is broken";
        history.ended(operation, new Ending.Failed(at, BarrierContract.BROKEN, CallOutcome.NOT_APPLIED, why));
    }

    /** Ends the call 5 ns after its begin. */
    void told(Operation operation, long revision, Record reply) {
        told(operation, operation.invokedNanos() + 5, revision, reply);
    }

    void told(Operation operation, long at, long revision, Record reply) {
        history.ended(operation, new Ending.Acknowledged(at, revision, reply));
    }

    void done(Operation operation, long at, long revision, long value) {
        history.ended(operation, new Ending.Acknowledged(at, revision, new Done(value, 0, 1)));
    }

    void reading(Operation operation, long at, long revision, long value) {
        history.ended(operation, new Ending.Acknowledged(at, revision, new Reading(value, 0, 1)));
    }

    void grant(Operation operation, long token, long session) {
        Grant grant = new Grant(new FencingToken(token), new SessionId(session));
        history.ended(operation, new Ending.Acknowledged(10, token, grant));
    }

    void released(Operation operation, long at, long revision) {
        Released released = new Released(new FencingToken(revision), LockContract.ReleaseReason.RELEASED);
        history.ended(operation, new Ending.Acknowledged(at, revision, released));
    }

    /** Ends the call 5 ns after its begin. */
    void refused(Operation operation, String code) {
        long at = operation.invokedNanos() + 5;
        history.ended(operation, new Ending.Failed(at, code, CallOutcome.NOT_APPLIED, "refused"));
    }

    void failed(Operation operation, CallOutcome outcome) {
        history.ended(operation, new Ending.Failed(10, "SOME_CODE", outcome, "failed"));
    }

    void granted(String lock, long token, long session, long operation) {
        history.granted(lock, new FencingToken(token), new SessionId(session), Long.toString(operation));
    }

    void elected(String election, long token, long session, long operation) {
        history.elected(election, new FencingToken(token), new SessionId(session), Long.toString(operation));
    }

    Hold held(Client client, String lock, long token, long session) {
        Hold hold = new Hold(client, lock, new FencingToken(token), new SessionId(session), Optional.empty());
        history.holdBegun(hold);
        return hold;
    }

    Operation campaign(long id, Client client, String election) {
        Campaign campaign = new Campaign(0, Long.toString(id), 0);
        return invoked(id, client, ElectionContract.RECIPE, election, campaign, Optional.empty(), 0);
    }

    void leads(Operation operation, long token, long session) {
        Elected elected = new Elected(new FencingToken(token), new SessionId(session), operation.id());
        history.ended(operation, new Ending.Acknowledged(10, token, elected));
    }

    void prepare(long id, Client client, String election, long token) {
        Prepare prepare = new Prepare(new FencingToken(token));
        invoked(id, client, ElectionContract.RECIPE, election, prepare, Optional.empty(), 10);
    }

    /** At 20 ns. */
    void seenToLead(long id, Client client, String election, long leader) {
        Operation look = invoked(
                id, client, ElectionContract.RECIPE, election, new Describe(), Optional.of(ReadLevel.LINEARIZABLE), 20);
        LeaderView.Leader leads = new LeaderView.Leader(
                new FencingToken(1), leader, new SessionId(1), Long.toString(leader), 0, new TreeMap<>(), "", 0, 0);
        LeaderView view = new LeaderView(9, Optional.of(leads), Optional.empty(), Optional.empty(), Optional.empty());
        ElectionDescription seen = new ElectionDescription(view, 0, List.of(), false, Optional.empty(), List.of());
        history.ended(look, new Ending.Acknowledged(25, 9, seen));
    }

    void guarded(String lock, long token) {
        history.guardedWrite(lock, new FencingToken(token));
    }

    void applied(long index, long revision, long chain) {
        history.applied(NODE, index, new KernelRow(0, revision, 0, 0, 1, 1, 1, 0, 0, chain));
    }

    void appliedInEpoch(long index, int epoch, long revision) {
        history.applied(NODE, index, new KernelRow(epoch, revision, 0, 0, 1, 1, 1, 0, 0, index));
    }

    Subscriber subscriber(Client client, Delivery... deliveries) {
        Subscriber subscriber = new Subscriber(client, REGISTER);
        List.of(deliveries).forEach(subscriber::told);
        history.subscribed(subscriber);
        return subscriber;
    }

    /** What a write did; its number is its place. */
    static Change wrote(long operation, long sequence, long revision, long number) {
        return new Change(operation, 1, sequence, revision, operation, 0, number);
    }

    void end(Change... changes) {
        end(0, 0, changes);
    }

    void end(int results, int tombstones, Change... changes) {
        TreeMap<String, List<Change>> all = new TreeMap<>();
        all.put(REGISTER, List.of(changes));
        history.finished(new FinalState(all, results, tombstones));
    }
}
