package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Input;
import io.quorate.raft.Message;
import io.quorate.raft.RaftStatus;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * A group's snapshots on one member: those it sends to members that lag, because it leads or because the leader asks for it, and
 * those it gets when it lags itself.
 */
final class SnapshotExchange {
    private static final System.Logger LOGGER = System.getLogger(SnapshotExchange.class.getName());

    /** Between two requests for a snapshot; one that is under way is not begun anew. */
    private static final long ASK_NANOS = 1_000_000_000;

    /** A sender that was silent for so long is gone, and what it began holds the disk no longer: 30 s. */
    private static final long SILENCE_NANOS = 30_000_000_000L;

    /**
     * What a log has for this.
     *
     * @param turns where everything of the consensus runs
     * @param network to other members
     * @param finds whether a member has an address, and the data by which it is known
     */
    record Ways(Consumer<Runnable> turns, Consensus consensus, Consumer<PeerMessage> network, IntPredicate finds) {}

    /** What decides; stepped in turns only. */
    interface Consensus {
        /** True when the step asks for a snapshot to be installed. */
        boolean step(Input input);
    }

    private final Wal wal;
    private final int group;
    private final NodeId self;
    private final Ways ways;
    private final Upcalls upcalls;
    private final LogWriter writer;
    private final SnapshotSender sender;
    private final SnapshotInbox inbox;
    private final CatchUps catchUps = new CatchUps();
    private final SnapshotAsks asks;
    private final SnapshotErrands errands;
    private final LogLoop clock;
    private boolean wanted;
    private long askedAt;

    /** In which all that is sent and asked for belongs. */
    private long term;

    private int leader;

    /** A part has come since the last tick. */
    private volatile boolean heard;

    private boolean receiving;
    private long heardAt;

    SnapshotExchange(
            Wal wal,
            RaftLog.Member member,
            LogLoop clock,
            Executor background,
            Ways ways,
            Upcalls upcalls,
            LogWriter writer) {
        this.wal = wal;
        this.clock = clock;
        this.askedAt = clock.nanos() - ASK_NANOS;
        this.group = member.group();
        this.self = member.self();
        this.ways = ways;
        this.upcalls = upcalls;
        this.writer = writer;
        this.asks = new SnapshotAsks(clock, member.options().snapshotPatienceNanos(), ways.network(), this::broughtUp);
        this.errands = new SnapshotErrands(ways.network());
        this.sender = new SnapshotSender(
                self.value(),
                clock,
                member.options().snapshotPatienceNanos(),
                background,
                ways.turns(),
                ways.network(),
                this::configurationAt,
                this::sent);
        this.inbox = new SnapshotInbox(
                wal.disk(),
                background,
                begun -> upcalls.snapshots(snapshots -> snapshots.ifPresent(copy -> begun.accept(copy.receive()))),
                ways.network()::accept,
                snapshot -> ways.turns().accept(() -> arrived(snapshot)));
    }

    private void sent(int node, long index) {
        if (leader == self.value()) {
            broughtUp(node, index);
        } else {
            errands.ended(node, index);
            if (index > 0) {
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "node " + node + " has got the state of this node up to entry " + index + ", as node " + leader
                                + " asked for");
            }
        }
    }

    private void broughtUp(int node, long index) {
        catchUps.ended(node, index);
        ways.consensus().step(new Input.SnapshotSent(node, index));
    }

    private Configuration configurationAt(long index) {
        return wal.configurations(group).headMap(index + 1).values().stream()
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** What an earlier life of this process left is of no use. Any thread. */
    void begin() {
        inbox.clear();
    }

    /** Has a member brought up, by another one or by this one, unless that is under way. In a turn. */
    void bringUp(int node, RaftStatus leading) {
        follow(leading);
        if (sender.isSendingTo(node) || asks.isAsked(node)) {
            return;
        }
        catchUps.begin(node);
        if (!asks.ask(node, leading, catchUps::isLagging)) {
            send(new SnapshotSender.Order(leader, node, term), 0);
        }
    }

    /** @param least entry up to which the state must go */
    private void send(SnapshotSender.Order order, long least) {
        sender.prepare(order);
        upcalls.snapshots(snapshots -> snapshots
                .flatMap(Snapshots::open)
                .filter(reader -> isOfUse(reader, least))
                .ifPresentOrElse(
                        reader -> sender.begin(order, reader),
                        // Without a state to copy, a member that lags so far stays behind.
                        () -> ways.turns().accept(() -> sender.giveUp(order))));
    }

    private static boolean isOfUse(SnapshotReader reader, long least) {
        boolean enough = reader.index() >= least;
        if (!enough) {
            reader.close();
        }
        return enough;
    }

    /** The leader wants this member to bring up another one. In a turn. */
    void asked(PeerMessage.SnapshotAsked asked, RaftStatus status) {
        follow(status);
        if (!mayServe(asked, status)) {
            errands.refuse(asked);
        } else if (errands.take(asked) && !sender.isSendingTo(asked.node())) {
            send(new SnapshotSender.Order(leader, asked.node(), term), asked.least());
        }
    }

    private boolean mayServe(PeerMessage.SnapshotAsked asked, RaftStatus status) {
        return asked.term() == term
                && asked.from() == leader
                && !wanted
                && ways.finds().test(asked.node())
                && status.configuration()
                        .filter(members -> members.members().contains(asked.node()))
                        .isPresent();
    }

    /** Another member says how far it is with what it was asked for. In a turn. */
    void given(PeerMessage.SnapshotGiven given, RaftStatus status) {
        asks.given(given, status.commitIndex());
    }

    /** Whether the log is kept for members that a snapshot brings up. In a turn. */
    boolean holdLog() {
        return !catchUps.isEmpty();
    }

    /** Up to where the log may go without another snapshot for those that one brings up, when it could go that far. In a turn. */
    long releasable(long index, RaftStatus leading) {
        return catchUps.releasable(index, leading);
    }

    /** Any thread. */
    void take(PeerMessage.Chunk chunk) {
        heard = true;
        inbox.take(chunk);
    }

    /** In a turn. */
    void taken(PeerMessage.ChunkTaken taken) {
        sender.taken(taken);
    }

    /** The state is to be replaced: asks whoever leads, until it is. In a turn. */
    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }

    /** In a turn, again and again. */
    void tick() {
        sender.tick();
        asks.tick();
        forgetSilentSender();
        if (wanted && leader != 0 && leader != self.value() && clock.nanos() - askedAt > ASK_NANOS) {
            askedAt = clock.nanos();
            ways.network().accept(new PeerMessage.SnapshotWanted(self.value(), leader));
        }
    }

    private void forgetSilentSender() {
        if (heard) {
            heard = false;
            receiving = true;
            heardAt = clock.nanos();
        } else if (receiving && clock.nanos() - heardAt > SILENCE_NANOS) {
            receiving = false;
            inbox.abandon();
        }
    }

    /** Whatever was sent or asked for in another term, or while another member led, ends. In a turn. */
    void follow(RaftStatus now) {
        if (now.term() != term || now.leader() != leader) {
            term = now.term();
            leader = now.leader();
            sender.stop();
            catchUps.clear();
            asks.clear();
            errands.clear();
        }
    }

    private void installed(Message.Snapshot snapshot) {
        inbox.clear();
        writer.install(snapshot);
        ways.turns().accept(() -> wanted = false);
    }

    private void notInstalled() {
        inbox.clear();
        ways.turns().accept(() -> ways.consensus().step(new Input.NotInstalled()));
    }

    private void arrived(Message.Snapshot snapshot) {
        if (!ways.consensus().step(new Input.Received(snapshot))) {
            inbox.clear();
        }
    }

    /** First the log says that the state may be replaced, then it is, then the log begins anew behind it. */
    void install(Message.Snapshot snapshot) {
        writer.installing(
                snapshot,
                () -> upcalls.install(() -> inbox.install(snapshot), () -> installed(snapshot), this::notInstalled));
    }
}
