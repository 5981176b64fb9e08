package io.quorate.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of a group with one voter: what is durable here is committed.
 *
 * <p>It has no thread, clock or randomness of its own. Two serial executors drive it, which may be one and the same:
 * {@code writer}, where it blocks on the disk, and {@code apply}, where all upcalls and completions run. Both must accept
 * tasks until {@link #close()} has returned, and run what they accepted afterwards: completions of the last proposals are
 * among it.
 *
 * <p>Proposals gather while the disk is busy; each drain takes all that wait, with one write and one sync for them all.
 */
public final class SoloLog implements ReplicatedLog {
    /** Payload bytes read at once when entries are delivered again at the start. */
    private static final long REDELIVERY_BYTES = 1024 * 1024;

    /** Counted for each proposal on top of its payload, so that many small ones are bounded too. */
    private static final int PROPOSAL_OVERHEAD_BYTES = 128;

    private enum Phase {
        NEW,
        STARTING,
        READY,
        CLOSED,
        HALTED
    }

    private record Proposal(byte[] payload, Consumer<ProposalResult> completion) {
        int bytes() {
            return payload.length + PROPOSAL_OVERHEAD_BYTES;
        }
    }

    private final Wal wal;
    private final int group;
    private final NodeId self;
    private final Executor writer;
    private final Upcalls upcalls;

    /** Held by the one thread that writes; taken before the monitor of this. */
    private final Object writing = new Object();

    /** Guarded by this, as the next four. */
    private final Deque<Proposal> queue = new ArrayDeque<>();

    private long pendingBytes;
    private long releaseTo;
    private boolean drainScheduled;
    private Phase phase = Phase.NEW;

    private volatile long term;
    private volatile long firstIndex;

    /** Last durable entry, and thereby the last committed one. */
    private volatile long lastIndex;

    private SoloLog(Wal wal, int group, NodeId self, Executor writer, Executor apply) {
        this.wal = wal;
        this.group = group;
        this.self = self;
        this.writer = writer;
        this.upcalls = new Upcalls(apply, this::applyFailed);
        this.term = wal.hardState(group).term();
        this.firstIndex = wal.firstIndex(group);
        this.lastIndex = wal.lastIndex(group);
    }

    /**
     * Serves one group over the node's write-ahead log, which stays open when this is closed.
     *
     * @param writer serial; shared by all groups of the log
     * @param apply serial; the listener's own
     */
    public static SoloLog open(Wal wal, int group, NodeId self, Executor writer, Executor apply) {
        return new SoloLog(wal, group, self, writer, apply);
    }

    /**
     * Begins a term of its own, delivers what the log has above {@code appliedIndex}, and reports {@code selfReady} behind
     * the empty entry of the term. Halts when log and state do not belong together.
     */
    @Override
    public void start(LogListener listener, long appliedIndex) {
        synchronized (this) {
            if (phase != Phase.NEW) {
                throw new IllegalStateException("a log starts once, this one is " + phase);
            }
            phase = Phase.STARTING;
        }
        upcalls.listener(listener);
        writer.execute(() -> begin(appliedIndex));
    }

    @Override
    public int group() {
        return group;
    }

    @Override
    public void propose(byte[] payload, Consumer<ProposalResult> completion) {
        if (payload.length == 0) {
            throw new IllegalArgumentException("an empty payload is kept for entries of the log itself");
        }
        String refusal = enqueue(new Proposal(payload, completion));
        if (refusal != null) {
            upcalls.complete(completion, new ProposalResult.Dropped(refusal));
        }
    }

    @Override
    public void readBarrier(Consumer<BarrierResult> completion) {
        Phase now = phase();
        if (now == Phase.READY) {
            upcalls.complete(completion, new BarrierResult.Confirmed(lastIndex));
        } else {
            upcalls.complete(
                    completion,
                    new BarrierResult.Failed("this log is " + now + ", reads are served while it is READY"));
        }
    }

    @Override
    public void changeMembership(Membership target, Consumer<ProposalResult> completion) {
        upcalls.complete(completion, new ProposalResult.Dropped("the members of a group of one voter cannot change"));
    }

    @Override
    public void transferLeadership(NodeId target, Consumer<ProposalResult> completion) {
        upcalls.complete(
                completion, new ProposalResult.Dropped("a group of one voter has nobody to hand its leadership to"));
    }

    @Override
    public LogStatus status() {
        Phase now = phase();
        boolean leads = now == Phase.STARTING || now == Phase.READY;
        Leadership leadership = new Leadership(term, leads ? Optional.of(self) : Optional.empty(), now == Phase.READY);
        SortedMap<NodeId, Long> match = new TreeMap<>();
        if (leads) {
            match.put(self, lastIndex);
        }
        return new LogStatus(group, self, leadership, Membership.solo(self), firstIndex, lastIndex, lastIndex, match);
    }

    @Override
    public void release(long index) {
        if (index > lastIndex) {
            throw new IllegalArgumentException("cannot release " + index + ", committed is " + lastIndex);
        }
        synchronized (this) {
            releaseTo = Math.max(releaseTo, index);
            scheduleDrain();
        }
    }

    /**
     * Writes what is queued in the calling thread, once the writer is not inside; on return it is durable, and nothing will
     * be written any more. Upcalls and completions of what is committed are with the apply executor by then and run there:
     * this does not wait for them, so that one thread may close the log and then run the rest.
     */
    @Override
    public void close() {
        synchronized (writing) {
            List<Proposal> taken;
            boolean write;
            synchronized (this) {
                write = phase == Phase.READY;
                if (phase != Phase.HALTED) {
                    phase = Phase.CLOSED;
                }
                taken = takeQueue();
            }
            if (write) {
                write(taken);
                mark();
            } else {
                upcalls.completeAll(
                        completions(taken), new ProposalResult.Dropped("the log closed before it was ready"));
            }
        }
    }

    private synchronized @Nullable String enqueue(Proposal proposal) {
        if (phase != Phase.STARTING && phase != Phase.READY) {
            return "this log is " + phase + ", propose again when it is READY";
        }
        if (proposal.payload.length > wal.maxPayloadBytes()) {
            return "the payload has " + proposal.payload.length + " bytes, the limit is " + wal.maxPayloadBytes();
        }
        if (pendingBytes + proposal.bytes() > MAX_PENDING_BYTES) {
            return MAX_PENDING_BYTES + " bytes wait for their commit already, propose again when some are done";
        }
        pendingBytes += proposal.bytes();
        queue.add(proposal);
        scheduleDrain();
        return null;
    }

    /** Guarded by this. */
    private void scheduleDrain() {
        if (phase == Phase.READY && !drainScheduled) {
            drainScheduled = true;
            writer.execute(this::drain);
        }
    }

    private synchronized List<Proposal> takeQueue() {
        List<Proposal> taken = List.copyOf(queue);
        queue.clear();
        return taken;
    }

    private void begin(long appliedIndex) {
        synchronized (writing) {
            if (phase() != Phase.STARTING) {
                return;
            }
            String mismatch = mismatch(appliedIndex);
            if (mismatch != null) {
                halt(new LogFault(LogFault.Kind.INVARIANT, mismatch), List.of());
                return;
            }
            long next = lastIndex + 1;
            long newTerm = term + 1;
            try {
                wal.save(group, new HardState(newTerm, Optional.of(self), lastIndex));
                if (wal.memberships(group).isEmpty()) {
                    wal.save(group, next, Membership.solo(self));
                }
                wal.append(group, new LogEntry(next, newTerm, new byte[0]));
                wal.sync();
            } catch (LogFaultException fault) {
                halt(fault.fault(), List.of());
                return;
            }
            term = newTerm;
            lastIndex = next;
            upcalls.leadershipChanged(new Leadership(term, Optional.of(self), false));
        }
        redeliver(appliedIndex + 1);
    }

    private @Nullable String mismatch(long appliedIndex) {
        if (appliedIndex + 1 < firstIndex) {
            return "the state has applied entry " + appliedIndex + ", the log of group " + group + " begins at "
                    + firstIndex + "; restore a newer snapshot of the state";
        }
        if (appliedIndex > lastIndex) {
            return "the state has applied entry " + appliedIndex + ", the log of group " + group + " ends at "
                    + lastIndex + "; log and state are not of the same node, or the log was lost: restore both";
        }
        SortedMap<Long, Membership> memberships = wal.memberships(group);
        if (!memberships.isEmpty()) {
            Membership newest = memberships.get(memberships.lastKey());
            if (!Membership.solo(self).equals(newest)) {
                return "the log of group " + group + " belongs to " + newest + ", not to node " + self + " alone";
            }
        }
        return null;
    }

    /** One bounded slice; the next is read when this one is applied. */
    private void redeliver(long from) {
        List<LogEntry> slice;
        synchronized (writing) {
            if (phase() != Phase.STARTING) {
                return;
            }
            try {
                slice = wal.entries(group, from, lastIndex, REDELIVERY_BYTES);
            } catch (LogFaultException fault) {
                halt(fault.fault(), List.of());
                return;
            }
        }
        long next = from + slice.size();
        slice.forEach(upcalls::apply);
        if (next <= lastIndex) {
            upcalls.then(() -> onWriter(() -> redeliver(next)));
        } else {
            upcalls.then(this::ready);
        }
    }

    private void ready() {
        synchronized (this) {
            if (phase != Phase.STARTING) {
                return;
            }
            phase = Phase.READY;
            scheduleDrain();
        }
        upcalls.leadershipChangedNow(new Leadership(term, Optional.of(self), true));
    }

    private void drain() {
        synchronized (writing) {
            List<Proposal> taken;
            synchronized (this) {
                drainScheduled = false;
                if (phase != Phase.READY) {
                    return;
                }
                taken = takeQueue();
            }
            write(taken);
            onWriter(this::markWhenIdle);
        }
    }

    private void write(List<Proposal> proposals) {
        List<LogEntry> entries = new ArrayList<>();
        long next = lastIndex + 1;
        try {
            for (Proposal proposal : proposals) {
                LogEntry entry = new LogEntry(next++, term, proposal.payload);
                wal.append(group, entry);
                entries.add(entry);
            }
            wal.release(group, released());
            wal.sync();
        } catch (LogFaultException fault) {
            halt(fault.fault(), proposals);
            return;
        }
        firstIndex = wal.firstIndex(group);
        lastIndex = next - 1;
        for (int i = 0; i < entries.size(); i++) {
            Proposal proposal = proposals.get(i);
            upcalls.apply(entries.get(i), result -> {
                done(proposal);
                proposal.completion.accept(result);
            });
        }
    }

    private synchronized long released() {
        return releaseTo;
    }

    private synchronized void done(Proposal proposal) {
        pendingBytes -= proposal.bytes();
    }

    private void markWhenIdle() {
        synchronized (writing) {
            synchronized (this) {
                if (phase != Phase.READY || drainScheduled) {
                    return;
                }
            }
            mark();
        }
    }

    private void mark() {
        try {
            wal.mark();
        } catch (LogFaultException fault) {
            halt(fault.fault(), List.of());
        }
    }

    /** Halting waits for the writer, so that nothing is delivered behind the last upcall. */
    private void applyFailed(LogFault fault) {
        Runnable halt = () -> {
            synchronized (writing) {
                halt(fault, List.of());
            }
        };
        if (!onWriter(halt)) {
            halt.run();
        }
    }

    /** False once this is closed, when the executor may be gone. */
    private synchronized boolean onWriter(Runnable task) {
        if (phase == Phase.CLOSED) {
            return false;
        }
        writer.execute(task);
        return true;
    }

    /** Under {@code writing}. The proposals given may or may not be in the log. */
    private void halt(LogFault fault, List<Proposal> written) {
        List<Proposal> queued;
        synchronized (this) {
            if (phase == Phase.HALTED) {
                return;
            }
            phase = Phase.HALTED;
            queued = takeQueue();
        }
        upcalls.completeAll(completions(written), new ProposalResult.Unknown(fault.what()));
        upcalls.completeAll(completions(queued), new ProposalResult.Dropped(fault.what()));
        upcalls.halted(fault);
    }

    private synchronized Phase phase() {
        return phase;
    }

    private static List<Consumer<ProposalResult>> completions(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::completion).toList();
    }
}
