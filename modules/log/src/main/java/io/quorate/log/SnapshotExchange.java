package io.quorate.log;

import io.quorate.raft.Configuration;
import io.quorate.raft.Input;
import io.quorate.raft.Message;
import io.quorate.raft.RaftStatus;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A group's snapshots on one member: those it sends to members that lag, and those it gets when it does. */
final class SnapshotExchange {
    /** Between two requests for a snapshot; one that is under way is not begun anew. */
    private static final long ASK_NANOS = 1_000_000_000;

    /** A sender that was silent for so long is gone, and what it began holds the disk no longer: 30 s. */
    private static final long SILENCE_NANOS = 30_000_000_000L;

    /**
     * What a log has for this.
     *
     * @param turns where everything of the consensus runs
     * @param network to other members
     */
    record Ways(Consumer<Runnable> turns, Consensus consensus, Consumer<PeerMessage> network) {}

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
    private final LogLoop clock;
    private boolean wanted;
    private long askedAt;

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
        this.sender = new SnapshotSender(
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

    /** Brings a member up, unless that is under way. In a turn. */
    void send(int node, long term) {
        if (sender.isSendingTo(node)) {
            return;
        }
        sender.prepare(node);
        catchUps.begin(node);
        upcalls.snapshots(snapshots -> snapshots
                .flatMap(Snapshots::open)
                .ifPresentOrElse(
                        reader -> sender.begin(self.value(), node, term, reader),
                        // Without a state to copy, a member that lags so far stays behind.
                        () -> ways.turns().accept(() -> sender.giveUp(node))));
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
    void tick(int leader) {
        sender.tick();
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

    /** This member leads no longer. In a turn. */
    void stopSending() {
        sender.stop();
        catchUps.clear();
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
