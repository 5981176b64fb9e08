package io.quorate.kernel.lead;

import io.quorate.kernel.Loop;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.Problem;
import io.quorate.kernel.apply.ProposalOutcome;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.KernelRow;
import io.quorate.log.ProposalResult;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.ErrorCode;
import io.quorate.storage.StateStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Proposals on their way into the log. One entry carries whatever came while the entries before it were made durable, so
 * that the disk's own pace sets the size of batches and no timer is needed. Only when the store's memory fills up, since its disk
 * is slower than that of the log, is there a pause behind each entry, the longer the fuller it is.
 */
public final class ProposalQueue {
    /** Entries that may be in the log's hands at once: one being made durable, one right behind it. */
    private static final int MAX_IN_FLIGHT = 2;

    /** Behind an entry while the store is full; 50 ms. */
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    private static final int BYTES_AROUND_A_PROPOSAL = 128;

    // At most: UTF-8 takes three bytes for a char, a number takes nine.
    private static final int BYTES_OF_A_CHARACTER = 3;
    private static final int BYTES_OF_A_NUMBER = 9;

    /** What becomes of a proposal. */
    public interface Fate {
        void applied(ProposalOutcome outcome);

        /**
         * Not applied by this node's doing.
         *
         * @param surely it will never be applied
         */
        void lost(Problem problem, boolean surely);

        /** For proposals whose fate nobody waits for. */
        static Fate ignored() {
            return new Fate() {
                @Override
                public void applied(ProposalOutcome outcome) {}

                @Override
                public void lost(Problem problem, boolean surely) {}
            };
        }

        /** For proposals where only that it is over matters, applied or not. */
        static Fate onEnd(Runnable over) {
            return new Fate() {
                @Override
                public void applied(ProposalOutcome outcome) {
                    over.run();
                }

                @Override
                public void lost(Problem problem, boolean surely) {
                    over.run();
                }
            };
        }

        /** For proposals where only the loss matters. */
        static Fate onLoss(Consumer<Problem> surelyLost) {
            return new Fate() {
                @Override
                public void applied(ProposalOutcome outcome) {}

                @Override
                public void lost(Problem problem, boolean surely) {
                    if (surely) {
                        surelyLost.accept(problem);
                    }
                }
            };
        }
    }

    private record Pending(Proposal proposal, int bytes, Fate fate) {}

    private record Waiter(long mark, Runnable settled) {}

    private final Loop loop;
    private final ReplicatedLog log;
    private final LogClock clock;
    private final NodeLimits limits;
    private final IntSupplier epoch;
    private final IntSupplier storeFullPercent;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long pendingBytes;
    private int inFlight;
    private boolean pumpScheduled;
    private boolean pausing;
    private List<ProposalOutcome> lastOutcomes = List.of();

    // Proposals ever added, and those of them that have met their fate: all in the order of adding, but for those given
    // up.
    private long added;
    private long settled;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

    /** @param storeFullPercent {@link StateStore#fullPercent} of the store that entries are applied to */
    public ProposalQueue(
            Loop loop,
            ReplicatedLog log,
            LogClock clock,
            NodeLimits limits,
            IntSupplier epoch,
            IntSupplier storeFullPercent) {
        this.loop = loop;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
        this.epoch = epoch;
        this.storeFullPercent = storeFullPercent;
    }

    /** Whether there is room for a client's command; the kernel's own proposals always find some. */
    public boolean hasRoom() {
        return pending.size() < limits.maxPendingCommands() && pendingBytes < limits.maxPendingBytes();
    }

    /** Whether there is room for acknowledgements, which make room elsewhere and so have some of their own. */
    public boolean hasRoomForAcks() {
        return pending.size() / 2 < limits.maxPendingCommands() && pendingBytes / 2 < limits.maxPendingBytes();
    }

    private static int bytesOf(Proposal proposal) {
        if (proposal instanceof Proposal.Acks acks) {
            return BYTES_AROUND_A_PROPOSAL
                    + BYTES_OF_A_NUMBER * acks.sequences().size();
        }
        if (proposal instanceof Proposal.Call call) {
            int characters = call.address().instance().length() + call.command().length();
            return BYTES_AROUND_A_PROPOSAL
                    + call.body().length
                    + BYTES_OF_A_NUMBER * call.acks().size()
                    + BYTES_OF_A_CHARACTER * characters;
        }
        return BYTES_AROUND_A_PROPOSAL;
    }

    public void add(Proposal proposal, Fate fate) {
        int bytes = bytesOf(proposal);
        pending.add(new Pending(proposal, bytes, fate));
        pendingBytes += bytes;
        added++;
        if (!pumpScheduled) {
            pumpScheduled = true;
            loop.execute(this::pump);
        }
    }

    /**
     * Hands a proposal to whoever leads, from any node; it may be lost. It carries no time: only the leader's counts.
     */
    public void forward(Proposal proposal) {
        log.forward(BatchCodec.encode(new Batch(epoch.getAsInt(), KernelRow.KERNEL_LEVEL, 0, 0, List.of(proposal))));
    }

    /** Calls back once everything that was added before has met its fate; at once when it has. */
    public void whenSettled(Runnable then) {
        waiters.add(new Waiter(added, then));
        settle(0);
    }

    private void settle(int more) {
        settled += more;
        while (!waiters.isEmpty() && waiters.element().mark() <= settled) {
            waiters.remove().settled().run();
        }
    }

    /** Tells what the entry that was applied last came to; its completion follows. */
    public void applied(List<ProposalOutcome> outcomes) {
        lastOutcomes = outcomes;
    }

    private void pump() {
        pumpScheduled = false;
        while (!pausing && inFlight < MAX_IN_FLIGHT && !pending.isEmpty()) {
            List<Pending> entry = nextEntry();
            List<Proposal> proposals = new ArrayList<>(entry.size());
            for (Pending each : entry) {
                proposals.add(each.proposal());
            }
            Batch batch = new Batch(
                    epoch.getAsInt(),
                    KernelRow.KERNEL_LEVEL,
                    clock.nowMillis(),
                    Math.max(0, loop.calendarMillis()),
                    proposals);
            byte[] payload = BatchCodec.encode(batch);
            inFlight++;
            log.propose(payload, result -> completed(entry, result));
            pauseWhenFull();
        }
    }

    private void pauseWhenFull() {
        int above = storeFullPercent.getAsInt() - StateStore.SLOW_FROM_PERCENT;
        if (above > 0 && !pausing) {
            pausing = true;
            loop.schedule(LONGEST_PAUSE_NANOS * above / (100 - StateStore.SLOW_FROM_PERCENT), () -> {
                pausing = false;
                pump();
            });
        }
    }

    private List<Pending> nextEntry() {
        List<Pending> entry = new ArrayList<>();
        long bytes = 0;
        while (!pending.isEmpty()
                && entry.size() < limits.maxBatchCommands()
                && (entry.isEmpty() || bytes + pending.element().bytes() <= limits.maxBatchBytes())) {
            boolean alone = pending.element().proposal() instanceof Proposal.Activate;
            if (alone && !entry.isEmpty()) {
                break;
            }
            Pending next = pending.remove();
            bytes += next.bytes();
            pendingBytes -= next.bytes();
            entry.add(next);
            if (alone) {
                break;
            }
        }
        return entry;
    }

    private void completed(List<Pending> entry, ProposalResult result) {
        inFlight--;
        if (result instanceof ProposalResult.Committed) {
            tell(entry, lastOutcomes);
            lastOutcomes = List.of();
        } else {
            Problem problem = problem(result);
            for (Pending each : entry) {
                each.fate().lost(problem, !(result instanceof ProposalResult.Unknown));
            }
        }
        settle(entry.size());
        if (!pumpScheduled) {
            pump();
        }
    }

    /** Without outcomes this node has stopped, and others apply the entry. */
    private static void tell(List<Pending> entry, List<ProposalOutcome> outcomes) {
        for (int i = 0; i < entry.size(); i++) {
            if (i < outcomes.size()) {
                entry.get(i).fate().applied(outcomes.get(i));
            } else {
                Problem stopped =
                        Problem.of(ErrorCode.OUTCOME_UNKNOWN, "this node stopped before it came to the command");
                entry.get(i).fate().lost(stopped, false);
            }
        }
    }

    /** Gives up what has not been handed to the log. */
    public void abandon(Problem problem) {
        int given = 0;
        for (; !pending.isEmpty(); given++) {
            pending.remove().fate().lost(problem, true);
        }
        pendingBytes = 0;
        settle(given);
    }

    private static Problem problem(ProposalResult result) {
        if (result instanceof ProposalResult.NotLeader notLeader) {
            return Problem.of(
                    ErrorCode.NOT_LEADER,
                    "this node does not lead"
                            + notLeader
                                    .leader()
                                    .map(leader -> ", node " + leader + " does")
                                    .orElse(""));
        }
        if (result instanceof ProposalResult.Dropped dropped) {
            return Problem.of(ErrorCode.NOT_SERVING, dropped.reason());
        }
        if (result instanceof ProposalResult.Unknown unknown) {
            return Problem.of(ErrorCode.OUTCOME_UNKNOWN, unknown.reason());
        }
        return Problem.of(ErrorCode.OUTCOME_UNKNOWN, "the log answered " + result);
    }
}
