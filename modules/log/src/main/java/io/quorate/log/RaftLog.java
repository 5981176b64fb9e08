package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import io.quorate.raft.Input;
import io.quorate.raft.Message;
import io.quorate.raft.Output;
import io.quorate.raft.Raft;
import io.quorate.raft.RaftStatus;
import io.quorate.raft.RaftViolation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A group's log, replicated by Raft, on one of its members. The consensus decides in turns that never wait: the
 * disk has its thread, the state another one, so that signs of life go out whatever those do.
 */
public final class RaftLog implements ReplicatedLog {
    /** Counted for each proposal on top of its payload, so that many small ones are bounded too. */
    private static final int PROPOSAL_OVERHEAD_BYTES = 128;

    private static final int TICKS_PER_HEARTBEAT = 5;

    /** Kept at most, on top of what is kept anyway, while members catch up behind a snapshot: 4 GiB. */
    private static final long MAX_CATCH_UP_BYTES = 4L * 1024 * 1024 * 1024;

    private static final System.Logger LOGGER = System.getLogger(RaftLog.class.getName());

    /**
     * Who this member is and what it stands on.
     *
     * @param founders the members with which the group begins, on all of them alike; empty for a member that joins later
     * @param founds whether this member begins the group with them; asked when its log is empty, and until it is known the member
     *     takes no part
     * @param random for election timeouts and ids; another one in each life of a process
     */
    public record Member(
            int group,
            NodeId self,
            Optional<Membership> founders,
            CompletionStage<Boolean> founds,
            RaftOptions options,
            RandomGenerator random) {
        /** One that need not ask anybody whether there is a group already. */
        public Member(
                int group, NodeId self, Optional<Membership> founders, RaftOptions options, RandomGenerator random) {
            this(group, self, founders, CompletableFuture.completedStage(founders.isPresent()), options, random);
        }

        /** The only member of a group. */
        public static Member alone(int group, NodeId self, RandomGenerator random) {
            return new Member(group, self, Optional.of(Membership.solo(self)), RaftOptions.defaults(), random);
        }
    }

    /**
     * Where what runs.
     *
     * @param loop of the consensus
     * @param writer serial, blocks on the disk; shared by all groups of the write-ahead log
     * @param apply serial, the listener's own: all upcalls and completions
     * @param background serial, blocks on the disk: snapshots
     */
    public record Threads(LogLoop loop, Executor writer, Executor apply, Executor background) {}

    private enum Phase {
        NEW,
        RUNNING,
        CLOSED,
        HALTED
    }

    private final Wal wal;
    private final Member member;
    private final Threads threads;
    private final PeerNetwork network;
    private final Upcalls upcalls;
    private final Requests requests;
    private final LogWriter writer;
    private final SnapshotExchange snapshots;
    private final StatusBoard board;
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicLong announced = new AtomicLong();
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile Phase phase = Phase.NEW;

    /** Guarded by this, as everything that the consensus does. */
    private @Nullable Raft raft;

    private long releaseAsked;

    private RaftLog(Wal wal, Member member, Threads threads, PeerNetwork network) {
        this.wal = wal;
        this.member = member;
        this.threads = threads;
        this.network = network;
        this.upcalls = new Upcalls(threads.apply(), fault -> post(() -> halt(fault)));
        this.requests = new Requests(upcalls, member.random().nextLong(1, Long.MAX_VALUE / 2));
        this.writer = new LogWriter(
                wal,
                member.group(),
                threads.writer(),
                input -> post(() -> step(input)),
                fault -> post(() -> halt(fault)));
        this.snapshots = new SnapshotExchange(
                wal,
                member,
                threads.loop(),
                threads.background(),
                new SnapshotExchange.Ways(this::post, this::step, this::send, this::mayServe),
                upcalls,
                writer);
        this.board = new StatusBoard(new LogStatus(
                member.group(),
                member.self(),
                new Leadership(wal.hardState(member.group()).term(), Optional.empty(), false),
                membership(wal.configurations(member.group())),
                wal.firstIndex(member.group()),
                wal.lastIndex(member.group()),
                0,
                new TreeMap<>(),
                new TreeSet<>()));
    }

    private Membership membership(SortedMap<Long, Configuration> configurations) {
        return configurations.values().stream()
                .reduce((first, last) -> last)
                .map(Membership::of)
                .or(member::founders)
                .orElse(Membership.solo(member.self()));
    }

    /** Serves one group over the node's write-ahead log, which stays open when this is closed. */
    public static RaftLog open(Wal wal, Member member, Threads threads, PeerNetwork network) {
        return new RaftLog(wal, member, threads, network);
    }

    /**
     * Delivers what is known to be committed above {@code appliedIndex}, and takes part. Halts when log and state do not
     * belong together.
     */
    @Override
    public synchronized void start(LogListener listener, long appliedIndex) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("a log starts once, this one is " + phase);
        }
        phase = Phase.RUNNING;
        upcalls.listener(listener);
        snapshots.begin();
        threads.writer().execute(() -> recover(appliedIndex));
    }

    /** On the writer. */
    private void recover(long appliedIndex) {
        try {
            wal.completeInstallation(member.group(), appliedIndex);
        } catch (LogFaultException fault) {
            post(() -> halt(fault.fault()));
            return;
        }
        boolean empty = wal.hardState(member.group()).equals(HardState.INITIAL) && appliedIndex == 0;
        if (empty && member.founders().isPresent()) {
            Configuration founders = member.founders().get().toConfiguration();
            var unused = member.founds().thenAcceptAsync(founds -> found(founds, founders), threads.writer());
        } else {
            post(() -> begin(appliedIndex));
        }
    }

    /** On the writer: a new group begins with an entry that says who its members are, the same on all of them. */
    private void found(boolean founds, Configuration founders) {
        try {
            if (founds && phase == Phase.RUNNING) {
                wal.save(member.group(), new HardState(1, 0, 1));
                wal.append(member.group(), Entry.configuration(1, 1, founders));
                wal.sync();
            }
        } catch (LogFaultException fault) {
            post(() -> halt(fault.fault()));
            return;
        }
        post(() -> begin(0));
    }

    private void begin(long appliedIndex) {
        if (phase != Phase.RUNNING) {
            return;
        }
        try {
            raft = new Raft(
                    member.self().value(),
                    member.options().raft(),
                    wal.recovered(member.group(), appliedIndex),
                    threads.loop().nanos(),
                    member.random());
        } catch (RaftViolation violation) {
            halt(new LogFault(LogFault.Kind.INVARIANT, String.valueOf(violation.getMessage())));
            return;
        }
        if (snapshots.isWanted()) {
            step(new Input.StateLost());
        }
        tick();
    }

    private void tick() {
        if (phase == Phase.RUNNING) {
            post(() -> {
                step(new Input.Tick(threads.loop().nanos()));
                snapshots.tick();
            });
            threads.loop().schedule(member.options().raft().heartbeatNanos() / TICKS_PER_HEARTBEAT, this::tick);
        }
    }

    /** A message from another member; those of other groups are not for here. Thread: any. */
    public void received(PeerMessage message) {
        if (phase != Phase.RUNNING) {
            return;
        }
        if (message instanceof PeerMessage.Consensus consensus
                && consensus.message() instanceof Message.Forward forward) {
            // What has no meaning to apply would stop every member once it is an entry.
            upcalls.ifUnderstood(forward.payload(), () -> post(() -> step(new Input.Received(forward))));
        } else if (message instanceof PeerMessage.Consensus consensus) {
            post(() -> step(new Input.Received(consensus.message())));
        } else if (message instanceof PeerMessage.SignOfLife sign) {
            post(() -> heard(sign));
        } else if (message instanceof PeerMessage.Chunk chunk) {
            snapshots.take(chunk);
        } else if (message instanceof PeerMessage.ChunkTaken taken) {
            post(() -> snapshots.taken(taken));
        } else if (message instanceof PeerMessage.SnapshotWanted wanted) {
            post(() -> ifRunning(status -> bringUp(wanted.from(), status)));
        } else if (message instanceof PeerMessage.SnapshotAsked asked) {
            post(() -> ifRunning(status -> snapshots.asked(asked, status)));
        } else if (message instanceof PeerMessage.SnapshotGiven given) {
            post(() -> ifRunning(status -> snapshots.given(given, status)));
        }
    }

    private void ifRunning(Consumer<RaftStatus> then) {
        if (raft != null && phase == Phase.RUNNING) {
            then.accept(raft.status());
        }
    }

    private void bringUp(int node, RaftStatus status) {
        if (status.leader() == member.self().value()) {
            snapshots.bringUp(node, status);
        }
    }

    private void heard(PeerMessage.SignOfLife sign) {
        step(new Input.Received(sign.heartbeat()));
        if (sign.heartbeat().term() == term()) {
            announce(sign.announced());
        }
    }

    /** The way to this member has just broken. Thread: any. */
    public void unreachable(NodeId node) {
        post(() -> step(new Input.Unreachable(node.value())));
    }

    @Override
    public int group() {
        return member.group();
    }

    @Override
    public void propose(byte[] payload, Consumer<ProposalResult> completion) {
        if (payload.length == 0) {
            throw new IllegalArgumentException("an empty payload is kept for entries of the log itself");
        }
        if (payload.length > wal.maxPayloadBytes()) {
            drop(completion, "the payload has " + payload.length + " bytes, the limit is " + wal.maxPayloadBytes());
            return;
        }
        long bytes = PROPOSAL_OVERHEAD_BYTES + (long) payload.length;
        if (pendingBytes.addAndGet(bytes) > MAX_PENDING_BYTES) {
            pendingBytes.addAndGet(-bytes);
            drop(
                    completion,
                    MAX_PENDING_BYTES + " bytes wait for their commit already, propose again when some are done");
            return;
        }
        Consumer<ProposalResult> counted = result -> {
            pendingBytes.addAndGet(-bytes);
            completion.accept(result);
        };
        ask(counted, id -> new Input.Propose(id, payload));
    }

    /** Makes an input of the id that the request gets. */
    private interface Asking {
        Input as(long id);
    }

    private void ask(Consumer<ProposalResult> completion, Asking input) {
        Phase now = phase;
        if (now != Phase.RUNNING) {
            drop(completion, "this log is " + now);
            return;
        }
        post(() -> {
            if (raft == null || phase != Phase.RUNNING) {
                drop(completion, phase == Phase.RUNNING ? "this log is only starting" : "this log is " + phase);
            } else {
                step(input.as(requests.proposal(completion)));
            }
        });
    }

    private void drop(Consumer<ProposalResult> completion, String reason) {
        upcalls.complete(completion, new ProposalResult.Dropped(reason));
    }

    @Override
    public void forward(byte[] payload) {
        if (payload.length == 0 || payload.length > MAX_FORWARD_BYTES) {
            throw new IllegalArgumentException(
                    "a payload of " + payload.length + " bytes, allowed are 1 to " + MAX_FORWARD_BYTES);
        }
        if (phase == Phase.RUNNING) {
            post(() -> step(new Input.Forward(payload)));
        }
    }

    @Override
    public void readBarrier(Consumer<BarrierResult> completion) {
        Phase now = phase;
        if (now != Phase.RUNNING) {
            upcalls.complete(completion, new BarrierResult.Failed("this log is " + now));
            return;
        }
        post(() -> {
            if (phase != Phase.RUNNING) {
                upcalls.complete(completion, new BarrierResult.Failed("this log does not run"));
            } else if (raft == null) {
                upcalls.complete(completion, new BarrierResult.NotLeader(Optional.empty()));
            } else {
                step(new Input.Read(requests.barrier(completion)));
            }
        });
    }

    @Override
    public void changeMembership(Membership target, Consumer<ProposalResult> completion) {
        ask(completion, id -> new Input.Reconfigure(id, target.toConfiguration()));
    }

    @Override
    public void transferLeadership(NodeId target, Consumer<ProposalResult> completion) {
        ask(completion, id -> new Input.Transfer(id, target.value()));
    }

    @Override
    public void announce(long number) {
        announced.accumulateAndGet(number, Math::max);
    }

    @Override
    public long announced() {
        return announced.get();
    }

    @Override
    public void replaceState() {
        post(() -> {
            snapshots.want();
            step(new Input.StateLost());
        });
    }

    @Override
    public LogStatus status() {
        return board.current();
    }

    @Override
    public void release(long index) {
        post(() -> {
            if (raft == null || phase != Phase.RUNNING || index <= releaseAsked) {
                return;
            }
            releaseAsked = index;
            if (board.current().membership().isSolo()) {
                release(raft, index);
            } else {
                long keep = member.options().keepBytes();
                releaseBehind(keep, (last, status) -> snapshots.releasable(Math.min(last, index), status));
                if (snapshots.holdLog()) {
                    releaseBehind(keep + MAX_CATCH_UP_BYTES, (last, status) -> Math.min(last, index));
                }
            }
        });
    }

    /** Up to where the log may go. */
    private interface Bound {
        /** @param last entry behind which enough is kept */
        long of(long last, RaftStatus status);
    }

    private void releaseBehind(long keepBytes, Bound bound) {
        writer.lastBehind(
                keepBytes,
                last -> post(() -> {
                    if (raft != null && phase == Phase.RUNNING) {
                        release(raft, bound.of(last, raft.status()));
                    }
                }));
    }

    private void release(Raft from, long index) {
        long before = from.status().firstIndex();
        step(new Input.Released(index));
        long released = from.status().firstIndex() - 1;
        if (released >= before) {
            writer.release(released);
        }
    }

    /**
     * Writes what is queued in the calling thread; on return it is durable, and nothing will be written or sent any more.
     * Proposals that are not committed by then are UNKNOWN.
     */
    @Override
    public void close() {
        do {
            run();
            // The writer's own thread may have been at the disk, and reported since.
        } while (writer.drainNow() || !inbox.isEmpty());
        writer.close();
        synchronized (this) {
            if (phase != Phase.HALTED) {
                phase = Phase.CLOSED;
            }
            requests.giveUp("the log closed before the entry was known to be committed");
        }
        run();
    }

    private void post(Runnable turn) {
        inbox.add(turn);
        if (phase == Phase.CLOSED) {
            run();
        } else if (scheduled.compareAndSet(false, true)) {
            threads.loop().execute(this::run);
        }
    }

    private synchronized void run() {
        scheduled.set(false);
        for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
            next.run();
        }
        publish();
    }

    /** Once for all that came together. */
    private void publish() {
        Raft stepping = raft;
        if (stepping == null || phase != Phase.RUNNING) {
            return;
        }
        RaftStatus now = stepping.status();
        snapshots.follow(now);
        if (board.show(now)) {
            upcalls.leadershipChanged(board.current().leadership());
        }
    }

    /** True when the step asks for a snapshot to be installed. */
    private boolean step(Input input) {
        Raft stepping = raft;
        if (stepping == null || phase != Phase.RUNNING) {
            return false;
        }
        Output output;
        try {
            output = stepping.step(input);
        } catch (RaftViolation violation) {
            halt(new LogFault(
                    LogFault.Kind.INVARIANT,
                    violation.getMessage()
                            + ". This node has stopped to keep the others safe: report it with the logs of"
                            + " all nodes"));
            return false;
        }
        carry(output);
        return output.install().isPresent();
    }

    private long term() {
        return raft == null ? 0 : raft.status().term();
    }

    private void carry(Output output) {
        output.messages().forEach(this::send);
        output.persist().ifPresent(writer::persist);
        output.fetches().forEach(writer::fetch);
        apply(output);
        output.snapshots().forEach(node -> ifRunning(status -> snapshots.bringUp(node, status)));
        output.doubts().forEach(this::warn);
        output.install().ifPresent(snapshots::install);
    }

    private void send(Message message) {
        send(
                message instanceof Message.Heartbeat heartbeat
                        ? new PeerMessage.SignOfLife(heartbeat, announced.get())
                        : new PeerMessage.Consensus(message));
    }

    private void warn(Output.Doubt doubt) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "node " + doubt.node() + " " + doubt.what() + ". It is not believed, and does not count. If it does not"
                        + " catch up, its log is not what it was: take it out with `quorate cluster remove "
                        + doubt.node() + "` and add a new node");
    }

    private boolean mayServe(int node) {
        return network.hasAddressOf(new NodeId(node)) && network.recognizes(new NodeId(node));
    }

    private void send(PeerMessage message) {
        NodeId to = new NodeId(message.to());
        if (message.isOfLeader() && !network.recognizes(to)) {
            return;
        }
        boolean data = message instanceof PeerMessage.Chunk
                || (message instanceof PeerMessage.Consensus consensus
                        && consensus.message() instanceof Message.Append);
        network.send(
                to, data ? PeerNetwork.Lane.DATA : PeerNetwork.Lane.CONTROL, PeerCodec.encode(member.group(), message));
    }

    private void apply(Output output) {
        List<Entry> entries = output.committed();
        long first = entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).index();
        Map<Long, Consumer<ProposalResult>> completions = new TreeMap<>();
        for (Output.Answer answer : output.answers()) {
            if (answer instanceof Output.Answer.Committed committed && committed.index() >= first) {
                completions.put(committed.index(), requests.committed(committed.id()));
            } else {
                requests.answer(answer);
            }
        }
        for (Entry entry : entries) {
            upcalls.apply(toLogEntry(entry), completions.getOrDefault(entry.index(), result -> {}));
        }
        if (!entries.isEmpty()) {
            long last = entries.get(entries.size() - 1).index();
            upcalls.then(() -> post(() -> step(new Input.Applied(last))));
        }
    }

    private static LogEntry toLogEntry(Entry entry) {
        return switch (entry.kind()) {
            case COMMAND -> new LogEntry(entry.index(), entry.term(), entry.payload());
            case NOOP -> new LogEntry(entry.index(), entry.term(), new byte[0]);
            case CONFIGURATION ->
                new LogEntry(
                        entry.index(),
                        entry.term(),
                        new byte[0],
                        // In the middle of a change the members are those of before.
                        Optional.of(entry.toConfiguration())
                                .filter(configuration -> !configuration.isJoint())
                                .map(Membership::of));
        };
    }

    private void halt(LogFault fault) {
        if (phase == Phase.RUNNING) {
            phase = Phase.HALTED;
            requests.giveUp(fault.what());
            upcalls.halted(fault);
        }
    }
}
