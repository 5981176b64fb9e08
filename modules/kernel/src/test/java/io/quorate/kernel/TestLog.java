package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.StateCopy;
import io.quorate.log.BarrierResult;
import io.quorate.log.Leadership;
import io.quorate.log.LogEntry;
import io.quorate.log.LogListener;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.ProposalResult;
import io.quorate.log.ReplicatedLog;
import io.quorate.log.SnapshotReader;
import io.quorate.log.SnapshotReceiver;
import io.quorate.storage.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A log in memory that commits at once, and that can drop, hold back and lose leadership as a test wants. */
final class TestLog implements ReplicatedLog {
    private static final NodeId SELF = new NodeId(1);

    /** So small that most ranges of two states of a test are equal. */
    private static final int PART_BYTES = 256;

    private final Executor apply;
    private final List<LogEntry> entries;
    private final List<Consumer<BarrierResult>> heldBarriers = new ArrayList<>();
    private LogListener listener = new Nobody();
    private boolean holdBarriers;
    private int passes;
    private int drops;
    private int holds;
    private final List<Runnable> heldCommits = new ArrayList<>();
    private long released;
    private boolean stateWanted;
    private long announced;
    private Membership membership = Membership.solo(SELF);

    /** Last durable entry of the nodes that can be reached. */
    private final TreeMap<NodeId, Long> matches = new TreeMap<>(Map.of(SELF, 0L));

    TestLog(Executor apply, List<LogEntry> before) {
        this.apply = apply;
        this.entries = new ArrayList<>(before);
    }

    List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    long released() {
        return released;
    }

    @Override
    public void announce(long number) {
        announced = Math.max(announced, number);
    }

    @Override
    public long announced() {
        return announced;
    }

    @Override
    public void replaceState() {
        stateWanted = true;
    }

    boolean isStateWanted() {
        return stateWanted;
    }

    /** Another node's state comes as a whole, as to one that has missed too much. */
    void install(StateStore other) {
        assertTrue(tryToInstall(other, () -> {}));
    }

    /** The state as another node would get it. */
    Optional<SnapshotReader> open() {
        return listener.snapshots().orElseThrow().open();
    }

    /**
     * Whether it could be installed.
     *
     * @param before happens when all has come, and before it is installed
     */
    boolean tryToInstall(StateStore other, Runnable before) {
        List<byte[]> chunks = new ArrayList<>();
        try (SnapshotReader reader = StateCopy.reader(other.snapshot(), PART_BYTES);
                SnapshotReceiver receiver = listener.snapshots().orElseThrow().receive()) {
            byte[] answer = {};
            for (Optional<byte[]> next = reader.next(answer); next.isPresent(); next = reader.next(answer)) {
                chunks.add(next.get());
                answer = receiver.take(next.get());
            }
            before.run();
            return receiver.install(reader.index(), reader.term(), chunks.iterator());
        }
    }

    void dropNext(int proposals) {
        drops = proposals;
    }

    /** Takes some proposals as usual and drops those that follow. */
    void dropAfter(int taken, int proposals) {
        passes = taken;
        drops = proposals;
    }

    /** Takes the next proposals but does not commit them before {@link #commitHeld}. */
    void holdNext(int proposals) {
        holds = proposals;
    }

    void commitHeld() {
        List<Runnable> held = List.copyOf(heldCommits);
        heldCommits.clear();
        held.forEach(apply::execute);
    }

    void holdBarriers() {
        holdBarriers = true;
    }

    void answerBarriers(BarrierResult result) {
        holdBarriers = false;
        List<Consumer<BarrierResult>> held = List.copyOf(heldBarriers);
        heldBarriers.clear();
        held.forEach(each -> apply.execute(() -> each.accept(result)));
    }

    Membership membership() {
        return membership;
    }

    /** The node can be reached, and has the log up to this entry. */
    void hears(int node, long matchIndex) {
        matches.put(new NodeId(node), matchIndex);
    }

    void hearsNoMore(int node) {
        matches.remove(new NodeId(node));
    }

    void leadAgain() {
        apply.execute(() -> {
            listener.leadershipChanged(new Leadership(2, Optional.empty(), false));
            listener.leadershipChanged(new Leadership(3, Optional.of(SELF), true));
        });
    }

    @Override
    public void start(LogListener to, long appliedIndex) {
        listener = to;
        for (LogEntry entry : entries) {
            if (entry.index() > appliedIndex) {
                apply.execute(() -> to.apply(entry));
            }
        }
        LogEntry opening = entries.isEmpty() ? founding() : append(new byte[0]);
        apply.execute(() -> {
            to.apply(opening);
            to.leadershipChanged(new Leadership(1, Optional.of(SELF), true));
        });
    }

    private LogEntry founding() {
        LogEntry entry = new LogEntry(1, 1, new byte[0], Optional.of(Membership.solo(SELF)));
        entries.add(entry);
        return entry;
    }

    private LogEntry append(byte[] payload) {
        LogEntry entry = new LogEntry(entries.size() + 1L, 1, payload);
        entries.add(entry);
        return entry;
    }

    @Override
    public int group() {
        return 0;
    }

    @Override
    public void propose(byte[] payload, Consumer<ProposalResult> completion) {
        if (passes > 0) {
            passes--;
        } else if (drops > 0) {
            drops--;
            apply.execute(() -> completion.accept(new ProposalResult.Dropped("the test drops it")));
            return;
        }
        LogEntry entry = append(payload);
        Runnable commit = () -> {
            listener.apply(entry);
            completion.accept(new ProposalResult.Committed(entry.index(), entry.term()));
        };
        if (holds > 0) {
            holds--;
            heldCommits.add(commit);
        } else {
            apply.execute(commit);
        }
    }

    @Override
    public void forward(byte[] payload) {
        propose(payload, result -> {});
    }

    @Override
    public void readBarrier(Consumer<BarrierResult> completion) {
        if (holdBarriers) {
            heldBarriers.add(completion);
        } else {
            apply.execute(() -> completion.accept(new BarrierResult.Confirmed(entries.size(), true)));
        }
    }

    @Override
    public void changeMembership(Membership target, Consumer<ProposalResult> completion) {
        LogEntry entry = new LogEntry(entries.size() + 1L, 1, new byte[0], Optional.of(target));
        entries.add(entry);
        membership = target;
        apply.execute(() -> {
            listener.apply(entry);
            completion.accept(new ProposalResult.Committed(entry.index(), entry.term()));
        });
    }

    @Override
    public void transferLeadership(NodeId target, Consumer<ProposalResult> completion) {
        apply.execute(() -> completion.accept(new ProposalResult.Dropped("one voter")));
    }

    @Override
    public LogStatus status() {
        return new LogStatus(
                0,
                SELF,
                new Leadership(1, Optional.of(SELF), true),
                membership,
                1,
                entries.size(),
                entries.size(),
                new TreeMap<>(matches),
                new TreeSet<>(matches.keySet()));
    }

    @Override
    public void release(long index) {
        released = index;
    }

    @Override
    public void close() {}

    private static final class Nobody implements LogListener {
        @Override
        public void apply(LogEntry entry) {}

        @Override
        public void leadershipChanged(Leadership leadership) {}

        @Override
        public void halted(io.quorate.log.LogFault fault) {}
    }
}
