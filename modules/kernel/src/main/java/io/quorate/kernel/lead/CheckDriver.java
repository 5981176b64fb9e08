package io.quorate.kernel.lead;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Loop;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.read.KeyPlaces;
import io.quorate.kernel.read.RangeScan;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogStatus;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A check on its way: every node adds up the ranges of a round in the background and reports; the leader divides what differs, or
 * ends the check, and begins one by itself when the last was too long ago.
 */
public final class CheckDriver {
    /** Ranges of one round. */
    private static final int MAX_RANGES = 64;

    /** More ranges than this that differ are named as they are: so much is wrong that single rows tell nothing. */
    private static final int MAX_DIVIDED = 16;

    private static final int MAX_ROUNDS = 16;

    /** Ticks between two looks at what may have been lost: 1 s. */
    private static final int RETRY_TICKS = 20;

    private static final String NOT_THERE = "it was not there when the check looked";

    private final Loop loop;
    private final Executor background;
    private final StateStore store;
    private final Applier applier;
    private final ReplicatedLog log;
    private final ProposalQueue proposals;
    private final Consumer<DamagedStateException> damaged;
    private Optional<CheckScan> scan = Optional.empty();
    private boolean asked;
    private long firstLookMillis;
    private int ticks;

    /**
     * @param background serial; may block for the disk
     * @param damaged told, on the loop, of damage that was met
     */
    public CheckDriver(
            Loop loop,
            Executor background,
            StateStore store,
            Applier applier,
            ReplicatedLog log,
            ProposalQueue proposals,
            Consumer<DamagedStateException> damaged) {
        this.loop = loop;
        this.background = background;
        this.store = store;
        this.applier = applier;
        this.log = log;
        this.proposals = proposals;
        this.damaged = damaged;
    }

    /** A round begins with the entry that was applied last. */
    public void begins(long check, int round, List<KeyRange> ranges) {
        end();
        asked = false;
        CheckScan begun = new CheckScan(check, round, new RangeScan(store.snapshot(), ranges));
        scan = Optional.of(begun);
        begun.begin(loop, background, () -> running().ifPresent(this::tellIfMissing), damaged);
    }

    /** The state is another one from now on, or is to be closed. */
    public void end() {
        scan.ifPresent(CheckScan::drop);
        scan = Optional.empty();
    }

    private Optional<CheckScan> scanOf(Check check) {
        return scan.filter(known -> known.isOf(check));
    }

    private void tell(Check check, Check.Report report) {
        proposals.forward(new Proposal.CheckReport(
                check.id(), check.round(), log.status().self().value(), report));
    }

    private Optional<Check> last() {
        byte[] row = applier.rows().get(Keys.check());
        return row == null ? Optional.empty() : Optional.of(StateRows.CHECK.decode(row));
    }

    private Optional<Check> running() {
        return last().filter(Check::isRunning);
    }

    /** To be called every few ten ms. */
    public void tick() {
        ticks++;
        if (ticks % RETRY_TICKS != 0) {
            return;
        }
        asked = false;
        Optional<Check> check = last();
        if (check.filter(Check::isRunning).isPresent()) {
            tellIfMissing(check.get());
            reported();
        } else if (isDue(check) && log.status().leadership().selfReady()) {
            proposals.add(new Proposal.BeginCheck(), ProposalQueue.Fate.ignored());
        }
    }

    /** Without any check so far, the time counts from when this node first looked. */
    private boolean isDue(Optional<Check> last) {
        long now = applier.numbers().calendarMillis();
        if (firstLookMillis == 0) {
            firstLookMillis = now;
        }
        long since = last.map(Check::endedMillis).orElse(firstLookMillis);
        return now - since >= applier.limits().of(ClusterKey.CHECK_PERIOD);
    }

    /** A report may be lost on its way; a node that began to run since has none. */
    private void tellIfMissing(Check check) {
        if (!check.reports().containsKey(log.status().self().toString())) {
            scanOf(check)
                    .map(CheckScan::report)
                    .orElseGet(() -> Optional.of(CheckScan.refusal(NOT_THERE)))
                    .ifPresent(report -> tell(check, report));
        }
    }

    /** A node reported: the leader goes on once all that it can reach have. */
    public void reported() {
        LogStatus status = log.status();
        Optional<Check> running = running();
        if (running.isEmpty() || asked || !status.leadership().selfReady()) {
            return;
        }
        Check check = running.get();
        boolean all = Stream.concat(status.membership().voters().stream(), status.membership().learners().stream())
                .filter(node -> status.reachable().contains(node))
                .map(NodeId::toString)
                .allMatch(node -> check.reports().containsKey(node));
        if (all) {
            asked = true;
            next(check);
        }
    }

    private void next(Check check) {
        List<Integer> differing = differing(check);
        Optional<CheckScan> mine = scanOf(check).filter(CheckScan::isWhole);
        if (differing.isEmpty()) {
            proposals.add(new Proposal.EndCheck(check.id(), check.round(), List.of()), ProposalQueue.Fate.ignored());
        } else if (mine.isEmpty()) {
            // Who leads now has not looked, and does not know where to divide.
            proposals.add(
                    new Proposal.CheckRound(check.id(), check.round() + 1, check.ranges()),
                    ProposalQueue.Fate.ignored());
        } else {
            divideOrEnd(check, differing, mine.get());
        }
    }

    private static List<Integer> differing(Check check) {
        List<Integer> differing = new ArrayList<>();
        for (int i = 0; i < check.ranges().size(); i++) {
            int range = i;
            boolean differs = check.reports().values().stream()
                            .filter(report -> !report.ranges().isEmpty())
                            .map(report -> report.ranges().get(range))
                            .distinct()
                            .count()
                    > 1;
            if (differs) {
                differing.add(range);
            }
        }
        return differing;
    }

    private void divideOrEnd(Check check, List<Integer> differing, CheckScan seen) {
        boolean isSmall =
                differing.stream().allMatch(range -> seen.samples(range).size() < 2);
        if (isSmall || differing.size() > MAX_DIVIDED || check.round() >= MAX_ROUNDS) {
            name(check, seen);
            return;
        }
        List<KeyRange> ranges = new ArrayList<>();
        int parts = MAX_RANGES / differing.size();
        for (int range : differing) {
            ranges.addAll(parts(check.ranges().get(range), seen.samples(range), parts));
        }
        proposals.add(new Proposal.CheckRound(check.id(), check.round() + 1, ranges), ProposalQueue.Fate.ignored());
    }

    /** The range in about equal parts, the first from its beginning, the last to its end. */
    private static List<KeyRange> parts(KeyRange whole, List<byte[]> samples, int count) {
        List<KeyRange> parts = new ArrayList<>();
        byte[] from = whole.from();
        int last = 0;
        for (int i = 1; i < count; i++) {
            int at = (int) ((long) i * samples.size() / count);
            if (at > last) {
                parts.add(new KeyRange(from, samples.get(at)));
                from = samples.get(at);
                last = at;
            }
        }
        parts.add(new KeyRange(from, whole.to()));
        return parts;
    }

    private void name(Check check, CheckScan seen) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < check.ranges().size(); i++) {
            List<byte[]> samples = seen.samples(i);
            keys.add(samples.isEmpty() ? check.ranges().get(i).from() : samples.get(0));
        }
        StoreSnapshot now = store.snapshot();
        background.execute(() -> {
            List<String> places;
            try (now) {
                places = KeyPlaces.of(keys, now);
            } catch (DamagedStateException damage) {
                loop.execute(() -> damaged.accept(damage));
                return;
            }
            loop.execute(() -> proposals.add(
                    new Proposal.EndCheck(check.id(), check.round(), places), ProposalQueue.Fate.ignored()));
        });
    }
}
