package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.IncomingState;
import io.quorate.log.Leadership;
import io.quorate.log.LogEntry;
import io.quorate.log.LogFault;
import io.quorate.log.LogListener;
import io.quorate.log.LogLoop;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import io.quorate.log.RaftLog;
import io.quorate.log.RaftOptions;
import io.quorate.log.SnapshotReader;
import io.quorate.log.SnapshotReceiver;
import io.quorate.log.Snapshots;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Message;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.MemoryStateStore;
import io.quorate.storage.RowCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One life of node 2, which follows and gets a snapshot: log, inbox and copy of the state are those of production, run by one
 * thread in an order that the seed decides. The store is as good as LMDB, whose replacement of all rows is one transaction.
 */
final class SnapshotRecipient implements LogListener, Snapshots, SnapshotReceiver {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1024);
    private static final int TRIES = 40;
    private static final int STEPS = 12;
    private static final byte[] NOTHING = {};
    private static final int NONE = -1;

    /** Where the power goes that the disk's calls do not show. */
    enum Cut {
        NEVER,
        BEFORE_THE_STATE_IS_REPLACED,
        AFTER_THE_STATE_IS_REPLACED
    }

    /** Up to where this node has told the leader of a term that its log is durable, so that it must be. */
    record Promised(long inTermOne, long inTermTwo) {
        static final Promised NOTHING = new Promised(0, 0);

        Promised and(Message message) {
            if (!(message instanceof Message.Accepted accepted)) {
                return this;
            }
            return accepted.term() == 1
                    ? new Promised(Math.max(inTermOne, accepted.index()), inTermTwo)
                    : new Promised(inTermOne, Math.max(inTermTwo, accepted.index()));
        }
    }

    private final SimDisk disk;
    private final MemoryStateStore store;
    private final SplittableRandom random;
    private final Wal wal;
    private final RaftLog log;
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final Deque<Runnable> writer = new ArrayDeque<>();
    private final Deque<Runnable> apply = new ArrayDeque<>();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final List<Deque<Runnable>> threads = List.of(loop, writer, apply, background);
    private Cut cut = Cut.NEVER;
    private Promised promised;
    private boolean halted;
    private int replaced;

    /** The part that this node told last that it has. */
    private int taken = NONE;

    /** @throws io.quorate.log.LogFaultException the log does not open */
    SnapshotRecipient(SimDisk disk, MemoryStateStore store, long seed, Promised promised) {
        this.disk = disk;
        this.store = store;
        this.promised = promised;
        random = new SplittableRandom(seed);
        TreeSet<NodeId> both = new TreeSet<>(List.of(new NodeId(SnapshotStory.LEADER), new NodeId(SnapshotStory.SELF)));
        wal = Wal.open(disk, SMALL, background::add);
        log = RaftLog.open(
                wal,
                new RaftLog.Member(
                        0,
                        new NodeId(SnapshotStory.SELF),
                        Optional.of(new Membership(both, new TreeSet<>())),
                        RaftOptions.defaults(),
                        random.split()),
                new RaftLog.Threads(stopped(), writer::add, apply::add, background::add),
                (to, lane, message) -> told(PeerCodec.decode(message).message()));
    }

    private void told(PeerMessage message) {
        if (message instanceof PeerMessage.Consensus consensus) {
            promised = promised.and(consensus.message());
        } else if (message instanceof PeerMessage.ChunkTaken part) {
            taken = part.number();
        }
    }

    /** Time stands still: what a follower does here, it does because it is told something. */
    private LogLoop stopped() {
        return new LogLoop() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public void schedule(long delayNanos, Runnable task) {}

            @Override
            public void execute(Runnable task) {
                loop.add(task);
            }
        };
    }

    /** @param stateLost another node's state is to take the place of this one's, which is not to be begun with */
    void start(boolean stateLost) {
        if (stateLost) {
            log.replaceState();
        }
        log.start(this, store.applied().index());
        pump();
    }

    void cut(Cut where) {
        cut = where;
    }

    void hear(PeerMessage message) {
        log.received(message);
    }

    /** A part comes again and again, as from its sender, until it is taken; in vain when the disk is gone. */
    void hearUntilTaken(PeerMessage.Chunk chunk) {
        taken = NONE;
        for (int tries = 0; tries < TRIES && !halted && taken != chunk.number(); tries++) {
            hear(chunk);
            step(random.nextInt(STEPS));
        }
    }

    /** Some of what waits is done. */
    void step(int steps) {
        for (int i = 0; i < steps; i++) {
            Deque<Runnable> queue = threads.get(random.nextInt(threads.size()));
            if (!queue.isEmpty()) {
                queue.poll().run();
            }
        }
    }

    void pump() {
        while (threads.stream().anyMatch(queue -> !queue.isEmpty())) {
            step(1);
        }
    }

    /** The log before this entry may go, as the state is durable that far. */
    void release() {
        store.flush();
        store.flush();
        log.release(store.durable().index());
        pump();
    }

    Wal wal() {
        return wal;
    }

    MemoryStateStore store() {
        return store;
    }

    Promised promised() {
        return promised;
    }

    boolean isHalted() {
        return halted;
    }

    /** How often the state was replaced. */
    int replaced() {
        return replaced;
    }

    @Override
    public void apply(LogEntry entry) {
        assertTrue(!halted, "nothing is applied behind a halt");
        SnapshotStory.apply(store, entry.index(), entry.term());
        if (random.nextInt(6) == 0) {
            store.flush();
        }
    }

    @Override
    public void leadershipChanged(Leadership leadership) {}

    @Override
    public Optional<Snapshots> snapshots() {
        return Optional.of(this);
    }

    @Override
    public Optional<SnapshotReader> open() {
        throw new AssertionError("nobody asks for one");
    }

    @Override
    public SnapshotReceiver receive() {
        return this;
    }

    /** It has nothing to compare. */
    @Override
    public byte[] take(byte[] chunk) {
        return NOTHING;
    }

    @Override
    public boolean install(long index, long term, Iterator<byte[]> chunks) {
        if (cut == Cut.BEFORE_THE_STATE_IS_REPLACED) {
            disk.failFromCall(1);
            throw new PowerGone();
        }
        try (IncomingState incoming = new IncomingState(Optional.empty(), damage -> {});
                RowCursor rows = incoming.rows(chunks)) {
            store.replace(rows, new AppliedMark(index, term));
        }
        replaced++;
        if (cut == Cut.AFTER_THE_STATE_IS_REPLACED) {
            disk.failFromCall(1);
            throw new PowerGone();
        }
        return true;
    }

    @Override
    public void close() {}

    @Override
    public void halted(LogFault fault) {
        halted = true;
    }

    private static final class PowerGone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
