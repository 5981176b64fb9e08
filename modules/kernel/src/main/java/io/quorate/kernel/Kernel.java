package io.quorate.kernel;

import io.quorate.codec.CodecException;
import io.quorate.kernel.apply.Applied;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.Effect;
import io.quorate.kernel.apply.HashChecks;
import io.quorate.kernel.apply.NodeFault;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.lead.Admission;
import io.quorate.kernel.lead.BundleDriver;
import io.quorate.kernel.lead.CheckDriver;
import io.quorate.kernel.lead.Leader;
import io.quorate.kernel.lead.Links;
import io.quorate.kernel.lead.LogClock;
import io.quorate.kernel.lead.MembersDriver;
import io.quorate.kernel.lead.ProposalQueue;
import io.quorate.kernel.lead.ReadGate;
import io.quorate.kernel.lead.ReadmissionDriver;
import io.quorate.kernel.lead.RestoreDriver;
import io.quorate.kernel.lead.SessionCalls;
import io.quorate.kernel.lead.SessionLiveness;
import io.quorate.kernel.read.Backups;
import io.quorate.kernel.read.EventAdmission;
import io.quorate.kernel.read.EventStream;
import io.quorate.kernel.read.Queries;
import io.quorate.kernel.read.Reads;
import io.quorate.kernel.read.SystemQueries;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.TrustedDigests;
import io.quorate.log.Leadership;
import io.quorate.log.LogEntry;
import io.quorate.log.LogFault;
import io.quorate.log.LogListener;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import io.quorate.log.Snapshots;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One node's replica of a group: takes clients' requests to the log, applies what the log commits, and answers.
 *
 * <p>Thread: everything on the loop, the log's upcalls included; nothing blocks, except that a store whose buffers are full
 * holds an apply up. Log, store and host belong to the caller, who closes them, in this order, after {@link #stop()}.
 */
public final class Kernel {
    /** Code of a call that came before an earlier number of its session. */
    public static final String OUT_OF_ORDER = "OUT_OF_ORDER";

    private static final long TICK_NANOS = 50_000_000L;

    /** Ticks after which the store is made durable if it is not: 10 s. */
    private static final int FLUSH_TICKS = 200;

    /** Ticks between two attempts to let a node lead that takes writes: 30 s. */
    private static final int HAND_OVER_TICKS = 600;

    /** Bytes of entries after which the store is made durable sooner: so much is applied again at a start. */
    private static final long MAX_UNFLUSHED_BYTES = 32L * 1024 * 1024;

    private final Loop loop;
    private final ReplicatedLog log;
    private final StateStore store;
    private final KernelIdentity identity;
    private final NodeLimits limits;
    private final RecipeRegistry recipes;
    private final Applier applier;
    private final EventStream events;
    private final EventAdmission subscriptions;
    private final Links links = new Links();
    private final SessionLiveness liveness = new SessionLiveness();
    private final ProposalQueue proposals;
    private final Backups backups;
    private final Queries queries;
    private final Reads reads;
    private final Leader leader;
    private final Rebuild rebuild;
    private final Serving serving;
    private final NodeStatus status;
    private final BundleDriver bundles;
    private final MembersDriver members;
    private final ReadmissionDriver readmissions;
    private final CheckDriver checks;
    private final RestoreDriver restores;
    private final SessionCalls sessions;
    private final StateCopies copies;

    private int ticksSinceFlush;
    private int ticksToHandOver;
    private long bytesSinceFlush;

    // A leader is known, so what is applied now is news and not a repetition after a start.
    private boolean caughtUp;

    private Kernel(
            Loop loop,
            ReplicatedLog log,
            StateStore store,
            RecipeHost host,
            KernelIdentity identity,
            Limits limits,
            Quarantine quarantine,
            Executor background) {
        this.loop = loop;
        this.log = log;
        this.store = store;
        this.identity = identity;
        this.limits = limits.node();
        this.recipes = new RecipeRegistry(host);
        this.applier = new Applier(store, recipes, limits.cluster(), host.meter(), this::visible);
        KernelRow numbers = applier.numbers();
        this.events = new EventStream(this.limits.eventRingBytes(), numbers.epoch(), numbers.revision());
        this.subscriptions = new EventAdmission(recipes, applier, this.limits);
        LogClock clock = new LogClock(loop, log);
        this.proposals = new ProposalQueue(
                loop, log, clock, this.limits, () -> applier.numbers().epoch(), store::fullPercent);
        ReadGate gate = new ReadGate(log);
        this.backups = new Backups(
                loop,
                background,
                store,
                applier,
                recipes,
                identity,
                this.limits.snapshotPartBytes(),
                this::backupPartRead,
                this::damaged);
        this.queries = new Queries(
                applier, recipes, new SystemQueries(applier, recipes, backups, this::clusterStatus), host.meter());
        this.reads = new Reads(queries, applier, gate, this.limits);
        this.leader = new Leader(applier, clock, liveness, proposals);
        this.rebuild = new Rebuild(log, proposals, quarantine);
        rebuild.load(recipes, applier);
        this.serving = new Serving(log, leader, rebuild);
        this.status = new NodeStatus(applier, store, log, identity, leader, serving);
        this.bundles = new BundleDriver(loop, applier.rows(), recipes, host, log, applier::members, proposals);
        this.members = new MembersDriver(applier.rows(), log, applier::members, proposals);
        this.readmissions = new ReadmissionDriver(applier.rows(), log, applier::members, leader::isReady, proposals);
        this.checks = new CheckDriver(loop, background, store, applier, log, proposals, this::damaged);
        Admission admission =
                new Admission(applier.rows(), recipes, applier.limits(), applier.namespaces(), this.limits);
        this.restores = new RestoreDriver(applier.rows(), leader::isReady, proposals);
        this.sessions = new SessionCalls(admission, applier, links, liveness, proposals, gate, clock);
        this.copies = new StateCopies(
                loop, store, this.limits.snapshotPartBytes(), this::trustsItsState, this::damaged, this::replaced);
    }

    /**
     * Begins to apply the log to the store.
     *
     * @param store holds entries up to {@link StateStore#applied()}; delivery goes on behind that
     * @param background serial, of this kernel's own or shared; may block for the disk
     * @throws NodeFault when this node refuses a bundle that is active in the cluster
     */
    public static Kernel start(
            Loop loop,
            ReplicatedLog log,
            StateStore store,
            RecipeHost host,
            KernelIdentity identity,
            Limits limits,
            Quarantine quarantine,
            Executor background) {
        Kernel kernel = new Kernel(loop, log, store, host, identity, limits, quarantine, background);
        // Of a state that is put away nothing need be left; what the log does not have any more comes with the other
        // one.
        long from = quarantine.isPending() ? log.status().firstIndex() - 1 : 0;
        log.start(kernel.new Upcalls(), Math.max(from, store.applied().index()));
        kernel.rebuild.resume();
        kernel.tick();
        return kernel;
    }

    private SystemQuery.Status clusterStatus() {
        return status.ofCluster();
    }

    private void backupPartRead() {
        reads.partRead();
    }

    private CallResult visible(CallResult result) {
        return queries.visible(result);
    }

    /** Gives a new session to a link. */
    public void openSession(OpenRequest request, SessionLink link, Consumer<OpenResult> completion) {
        Optional<Problem> closed = serving.refusalOfNewWork();
        if (closed.isPresent()) {
            completion.accept(new OpenResult.Refused(closed.get()));
        } else {
            sessions.open(request, link, completion);
        }
    }

    /** Moves a session to a link; results of its calls go there from now on. */
    public void attach(SessionId session, byte[] secret, SessionLink link, Consumer<AttachResult> completion) {
        Optional<Problem> closed = serving.refusalOfNewWork();
        if (closed.isPresent()) {
            completion.accept(new AttachResult.Refused(closed.get()));
        } else {
            sessions.attach(session, secret, link, completion);
        }
    }

    /** The link is gone; its sessions live on until their time is over. */
    public void detach(SessionLink link) {
        links.detach(link);
    }

    /**
     * Renews a session once a quorum round that began after this call has confirmed this node.
     *
     * @param acks sequence numbers whose results have arrived
     * @param completion empty when the session lives its TTL from the moment of sending
     */
    public void keepAlive(
            SessionId session, SessionLink link, List<Long> acks, Consumer<Optional<Problem>> completion) {
        Optional<Problem> closed = serving.refusalToLead();
        if (closed.isPresent()) {
            completion.accept(closed);
        } else {
            sessions.keepAlive(session, link, acks, completion);
        }
    }

    /** Ends a session of its own accord; answered by {@link SessionLink#ended}. */
    public void close(SessionId session, SessionLink link) {
        if (serving.refusalToLead().isEmpty()) {
            sessions.close(session, link);
        }
    }

    /** Takes a command; answered by {@link SessionLink#replied} or {@link SessionLink#refused}. */
    public void call(SessionId session, SessionLink link, CallRequest request) {
        Optional<Problem> closed = serving.refusalOfNewWork();
        if (closed.isPresent()) {
            link.refused(session, request.sequence(), closed.get());
        } else {
            sessions.call(session, link, request);
        }
    }

    /** Gives up a number whose call was refused. */
    public void skip(SessionId session, SessionLink link, long sequence) {
        resolve(session, link, sequence, new Proposal.Skip(session, sequence));
    }

    /** Takes a call back, answered or not. */
    public void cancel(SessionId session, SessionLink link, long sequence) {
        resolve(session, link, sequence, new Proposal.Cancel(session, sequence));
    }

    private void resolve(SessionId session, SessionLink link, long sequence, Proposal proposal) {
        Optional<Problem> closed = serving.refusalToLead();
        if (closed.isPresent()) {
            link.refused(session, sequence, closed.get());
        } else {
            sessions.resolve(session, link, sequence, proposal);
        }
    }

    /** Reads; the completion is called exactly once. */
    public void query(QueryRequest request, Consumer<CallResult> completion) {
        Optional<Problem> closed = serving.refusal();
        if (closed.isPresent() && !isStatusQuery(request)) {
            completion.accept(
                    CallResult.of(CallResult.Kind.NOT_APPLIED, applier.numbers().revision(), closed.get()));
        } else {
            reads.ask(request, completion);
        }
    }

    private static boolean isStatusQuery(QueryRequest request) {
        return request.address().recipe().equals(SystemCommand.RECIPE)
                && request.level() == QueryRequest.ReadLevel.STALE
                && !Backups.isAsked(request.query());
    }

    /**
     * Subscribes to one instance's events of one kind.
     *
     * @param after place behind which to begin; empty for what happens from now on
     */
    public SubscribeResult subscribe(Address address, String event, Optional<Cursor> after, EventLink link) {
        Optional<Problem> closed =
                serving.refusal().or(() -> subscriptions.refusal(address, event, events.subscriptions()));
        return closed.isPresent()
                ? new SubscribeResult.Refused(closed.get())
                : new SubscribeResult.Subscribed(events.subscribe(address, event, after, link));
    }

    public KernelStatus status() {
        return status.ofKernel();
    }

    /** Whether the applied state says that the cluster's first bundles are active. */
    public boolean isBootstrapped() {
        return applier.rows().get(Keys.bootstrapped()) != null;
    }

    /** Whether the applied state says whom the cluster trusts; it does from its first leader on. */
    public boolean isTrustFounded() {
        return TrustedDigests.of(applier.rows()).founded();
    }

    /** Where nodes that were added to the cluster listen for the others, as host:port by their numbers. */
    public SortedMap<NodeId, String> peerAddresses() {
        return status.peerAddresses();
    }

    /** Which data the members have, as they have agreed; ids of data directories by the nodes' numbers. */
    public SortedMap<NodeId, String> memberDirectories() {
        return status.memberDirectories();
    }

    /**
     * Which data the other nodes have, as this one sees it; to be told again and again. On the loop.
     *
     * @param known by which they are believed
     * @param doubted with which nodes have come that are known by others
     */
    public void met(SortedMap<NodeId, String> known, SortedMap<NodeId, String> doubted) {
        readmissions.met(known, doubted);
    }

    private void tick() {
        if (serving.isOver()) {
            return;
        }
        loop.schedule(TICK_NANOS, this::tick);
        rebuild.tick();
        leader.tick();
        bundles.tick();
        applier.rehearsals().tick();
        members.tick();
        readmissions.tick();
        handOverNowAndThen();
        backups.tick();
        restores.tick();
        // A log that is behind the state is of another node, or lost: it halts by itself and says so.
        log.release(Math.min(store.durable().index(), log.status().commitIndex()));
        // One that is not may stand in the middle of an entry, and is replaced anyway.
        if (trustsItsState()) {
            checks.tick();
            flushNowAndThen();
        }
    }

    /** A store whose rows do not grow writes nothing by itself, and would pin the log for ever. */
    private void flushNowAndThen() {
        ticksSinceFlush++;
        if ((ticksSinceFlush >= FLUSH_TICKS || bytesSinceFlush >= MAX_UNFLUSHED_BYTES)
                && store.durable().index() < store.applied().index()) {
            ticksSinceFlush = 0;
            bytesSinceFlush = 0;
            store.flush();
        }
    }

    /**
     * Takes no more sessions and calls: they are refused NOT_SERVING. What was taken goes on, and what belongs to it, such as
     * keep-alives and cancellations; a parked call may stay parked.
     *
     * @param settled called once all that was taken before is applied and answered, or lost
     */
    public void drain(Runnable settled) {
        serving.drain();
        proposals.whenSettled(settled);
    }

    /** Takes no more work: what comes later is answered NOT_SERVING. Idempotent. */
    public void stop() {
        serving.stop();
        checks.end();
        proposals.abandon(Serving.STOPPING);
        reads.abandon(Serving.STOPPING);
        backups.closeAll();
    }

    /**
     * Lets the node take no new sessions and commands, or take them again; what is taken goes on, and so do reads, keep-alives and the
     * ends of sessions. A leader hands over. On the loop.
     *
     * @param why empty to take them again
     */
    public void takeNoWrites(Optional<Problem> why) {
        serving.takeNoWrites(why);
        ticksToHandOver = 0;
    }

    /** Another node may have what this one lacks. If it does not, both would hand over for ever: now and then is enough. */
    private void handOverNowAndThen() {
        if (!serving.takesWrites() && leader.isReady() && ticksToHandOver-- <= 0) {
            ticksToHandOver = HAND_OVER_TICKS;
            log.status().heirs().stream().findFirst().ifPresent(heir -> log.transferLeadership(heir, result -> {}));
        }
    }

    private void fail(Problem why) {
        serving.fail(why);
        giveUp(why);
    }

    /** Nothing of what is under way is answered by this node any more. */
    private void giveUp(Problem why) {
        leader.leadershipChanged(false);
        proposals.abandon(why);
        reads.abandon(why);
        backups.closeAll();
    }

    private void tell(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Emitted event) {
                events.add(event);
            } else if (effect instanceof Effect.Restored restored) {
                events.restart(restored.epoch(), restored.revision());
            }
        }
        KernelRow numbers = applier.numbers();
        events.reached(numbers.epoch(), numbers.revision());
        for (Effect effect : effects) {
            if (effect instanceof Effect.Replied replied) {
                links.of(replied.session())
                        .ifPresent(link -> link.replied(replied.session(), replied.sequence(), replied.result()));
            } else if (effect instanceof Effect.OutOfOrder early) {
                sessions.outOfOrder(early.session(), early.sequence());
            } else if (effect instanceof Effect.SessionOpened opened) {
                leader.opened(opened.session(), opened.ttlMillis());
            } else if (effect instanceof Effect.StateDiffers differs
                    && differs.nodes().contains(identity.node().value())
                    && !rebuild.isOutdated(differs.index())) {
                putAway(
                        differs.nodes(),
                        "the state of this node differs from that of a majority at index " + differs.index());
            } else if (effect instanceof Effect.StatesDisagree disagree && !rebuild.isOutdated(disagree.index())) {
                fail(Problem.of(
                        ErrorCode.NOT_SERVING,
                        "the states of the nodes differ at index " + disagree.index() + ", and no majority agrees: keep"
                                + " all data directories for a report, and restore the cluster from a backup"));
            } else if (effect instanceof Effect.CheckRound round) {
                checks.begins(round.check(), round.round(), round.ranges());
            } else if (effect instanceof Effect.CheckReported && leader.isReady()) {
                checks.reported();
            } else if (effect instanceof Effect.TransferAsked asked && leader.isReady()) {
                log.transferLeadership(new NodeId(asked.to()), result -> {});
            } else if (effect instanceof Effect.SessionMoved moved) {
                sessions.moved(moved.session());
            } else if (effect instanceof Effect.SessionEnded ended) {
                sessions.ended(ended.session(), ended.reason());
            } else if (effect instanceof Effect.EndStepNeeded needed) {
                leader.endStepNeeded(needed.session());
            } else if (effect instanceof Effect.NamespaceStepNeeded needed) {
                leader.namespaceStepNeeded(needed.namespace());
            } else if (effect instanceof Effect.BundleStaged staged && caughtUp) {
                applier.rehearsals().end();
                bundles.staged(staged.digest());
            } else if (effect instanceof Effect.BundleReported reported && leader.isReady()) {
                bundles.reported(reported.digest());
            } else if (effect instanceof Effect.BundleReleased released) {
                bundles.released(released.digest());
            }
        }
    }

    /**
     * Something that this node keeps of the state was found to be damaged: another node's state takes its place, if there is
     * another node. On the loop.
     */
    public void damaged(DamagedStateException damage) {
        if (serving.problem().isPresent() || rebuild.underWay().isPresent()) {
            return;
        }
        if (log.status().membership().voters().size() > 1) {
            putAway(List.of(identity.node().value()), "the state of this node is damaged: " + damage.getMessage());
        } else {
            fail(Problem.of(ErrorCode.NOT_SERVING, "the state of this node is damaged: " + damage.getMessage()));
        }
    }

    /** @param nodes whose states are not to be trusted */
    private void putAway(List<Integer> nodes, String why) {
        boolean begun;
        try {
            begun = rebuild.begin(nodes);
        } catch (StoreException failure) {
            fail(Problem.of(ErrorCode.NOT_SERVING, why + "; and " + failure.getMessage()));
            return;
        }
        if (begun) {
            rebuild.underWay().ifPresent(this::giveUp);
        } else {
            fail(Problem.of(
                    ErrorCode.NOT_SERVING,
                    why
                            + ", again after it was replaced: keep its data directory for a report, take the node out with"
                            + " `quorate cluster remove " + identity.node() + "` and add a new one"));
        }
    }

    /** What is known to be wrong, or may be, does not come into the state that takes its place. */
    private boolean trustsItsState() {
        return serving.problem().isEmpty() && rebuild.underWay().isEmpty();
    }

    private void replaced(long index) {
        checks.end();
        rebuild.replaced(index);
        backups.closeAll();
        applier.rehearsals().end();
        applier.reloaded();
        recipes.load(applier.rows());
        KernelRow numbers = applier.numbers();
        events.restart(numbers.epoch(), numbers.revision());
        reads.advanced();
    }

    /** What the log tells this kernel. */
    private final class Upcalls implements LogListener {
        @Override
        public void apply(LogEntry entry) {
            if (serving.problem().isPresent()) {
                return;
            }
            try {
                applied(entry, applier.apply(entry));
            } catch (DamagedStateException damage) {
                damaged(damage);
            } catch (NodeFault | StoreException fault) {
                fail(Problem.of(
                        ErrorCode.NOT_SERVING,
                        "stopped applying at index " + entry.index() + ": " + fault.getMessage()));
            }
        }

        private void applied(LogEntry entry, Applied applied) {
            bytesSinceFlush += entry.payload().length;
            proposals.applied(applied.outcomes());
            KernelRow numbers = applier.numbers();
            if (entry.index() % HashChecks.EVERY == 0) {
                proposals.forward(new Proposal.HashReport(identity.node().value(), entry.index(), numbers.chain()));
            }
            tell(applied.effects());
            reads.advanced();
            if (applied.moreDue()) {
                leader.tick();
            }
        }

        @Override
        public boolean understands(byte[] payload) {
            try {
                BatchCodec.decode(payload);
                return true;
            } catch (CodecException meaningless) {
                return false;
            }
        }

        @Override
        public void leadershipChanged(Leadership leadership) {
            leader.leadershipChanged(leadership.selfReady() && serving.refusal().isEmpty());
            restores.leadershipChanged();
            sessions.leadershipChanged();
            caughtUp = leadership.leader().isPresent();
            if (caughtUp) {
                bundles.resume();
            }
        }

        @Override
        public Optional<Snapshots> snapshots() {
            return Optional.of(copies);
        }

        @Override
        public void halted(LogFault fault) {
            fail(Problem.of(ErrorCode.NOT_SERVING, "the log stopped: " + fault.what()));
        }
    }
}
