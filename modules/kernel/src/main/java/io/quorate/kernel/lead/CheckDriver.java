package io.quorate.kernel.lead;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Loop;
import io.quorate.kernel.Problem;
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
import io.quorate.storage.StoreException;
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
    /** Rows between two looks at what else there is to do in the background. */
    private static final int ROWS_AT_ONCE = 4_096;

    /** Ranges of one round. */
    private static final int MAX_RANGES = 64;

    /** More ranges than this that differ are named as they are: so much is wrong that single rows tell nothing. */
    private static final int MAX_DIVIDED = 16;

    private static final int MAX_ROUNDS = 16;

    /** Ticks between two looks at what may have been lost: 1 s. */
    private static final int RETRY_TICKS = 20;

    private static final String NOT_THERE = "it was not there when the check looked";

    /** What this node does for a round. */
    private static final class Round {
        private final long check;
        private final int number;
        private final RangeScan scan;
        private Optional<Check.Report> report = Optional.empty();
        private volatile boolean over;

        Round(long check, int number, RangeScan scan) {
            this.check = check;
            this.number = number;
            this.scan = scan;
        }

        boolean isOf(Check running) {
            return running.isAt(check, number);
        }
    }

    private final Loop loop;
    private final Executor background;
    private final StateStore store;
    private final Applier applier;
    private final ReplicatedLog log;
    private final ProposalQueue proposals;
    private final Consumer<DamagedStateException> damaged;
    private Optional<Round> round = Optional.empty();
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
    public void begins(long check, int number, List<KeyRange> ranges) {
        end();
        asked = false;
        Round begun = new Round(check, number, new RangeScan(store.snapshot(), ranges));
        round = Optional.of(begun);
        background.execute(() -> advance(begun));
    }

    /** The state is another one from now on, or is to be closed. */
    public void end() {
        round.ifPresent(old -> old.over = true);
        round = Optional.empty();
    }

    /** In the background. */
    private void advance(Round mine) {
        boolean more = false;
        try {
            more = !mine.over && mine.scan.advance(ROWS_AT_ONCE);
            if (!more && !mine.over) {
                Check.Report found = mine.scan.report();
                loop.execute(() -> found(mine, found));
            }
        } catch (DamagedStateException damage) {
            loop.execute(() -> {
                found(mine, refusal("its state is damaged: " + damage.getMessage()));
                damaged.accept(damage);
            });
        } catch (StoreException failure) {
            loop.execute(() -> found(mine, refusal("it cannot read its state: " + failure.getMessage())));
        } finally {
            if (!more) {
                mine.scan.close();
            }
        }
        if (more) {
            background.execute(() -> advance(mine));
        }
    }

    private static Check.Report refusal(String why) {
        return new Check.Report(0, List.of(), Problem.storable(why));
    }

    private void found(Round mine, Check.Report report) {
        mine.report = Optional.of(report);
        running().filter(mine::isOf).ifPresent(check -> tell(check, report));
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
            tellAgain(check.get());
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
    private void tellAgain(Check check) {
        if (!check.reports().containsKey(log.status().self().toString())) {
            Optional<Round> mine = round.filter(known -> known.isOf(check));
            if (mine.isEmpty()) {
                tell(check, refusal(NOT_THERE));
            } else {
                mine.get().report.ifPresent(report -> tell(check, report));
            }
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
                .filter(node -> status.reachable().contains(node) || node.equals(status.self()))
                .map(NodeId::toString)
                .allMatch(node -> check.reports().containsKey(node));
        if (all) {
            asked = true;
            next(check);
        }
    }

    private void next(Check check) {
        List<Integer> differing = differing(check);
        Optional<Round> mine = round.filter(known -> known.isOf(check))
                .filter(known -> known.report
                        .filter(report -> report.refusal().isEmpty())
                        .isPresent());
        if (differing.isEmpty()) {
            proposals.add(new Proposal.EndCheck(check.id(), check.round(), List.of()), ProposalQueue.Fate.ignored());
        } else if (mine.isEmpty()) {
            // Who leads now has not looked, and does not know where to divide.
            proposals.add(
                    new Proposal.CheckRound(check.id(), check.round() + 1, check.ranges()),
                    ProposalQueue.Fate.ignored());
        } else {
            divideOrEnd(check, differing, mine.get().scan);
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

    private void divideOrEnd(Check check, List<Integer> differing, RangeScan scan) {
        boolean isSmall =
                differing.stream().allMatch(range -> scan.samples(range).size() < 2);
        if (isSmall || differing.size() > MAX_DIVIDED || check.round() >= MAX_ROUNDS) {
            name(check, scan);
            return;
        }
        List<KeyRange> ranges = new ArrayList<>();
        int parts = MAX_RANGES / differing.size();
        for (int range : differing) {
            ranges.addAll(parts(check.ranges().get(range), scan.samples(range), parts));
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

    private void name(Check check, RangeScan scan) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < check.ranges().size(); i++) {
            List<byte[]> samples = scan.samples(i);
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
