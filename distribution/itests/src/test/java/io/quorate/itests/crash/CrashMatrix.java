package io.quorate.itests.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Plays a story once to count the steps of the victim's disk, and then once for each bound of a step, by its number among those of its kind, where the victim ends. Threads and
 * messages come in another order each time, so that the last steps of a kind may not be met; a failure names the one that was.
 */
final class CrashMatrix {
    private static final int POLL_MILLIS = 20;

    /** Looks in a row at which there was no new step: what goes on in the background has come to rest. */
    private static final int QUIET_LOOKS = 15;

    /** Of a kind in a row, after which the rest of the kind is taken for not met either. */
    private static final int MISSES = 5;

    private final Stage stage;
    private final boolean all;
    private final int share;
    private final long seed;

    /** How often the victim ended beside a step of each kind, and how often the counted story has it. */
    private final TreeMap<String, Integer> met = new TreeMap<>();

    private final TreeMap<String, Integer> counted = new TreeMap<>();

    /**
     * Plays on a stage.
     *
     * @param all whether at each bound
     * @param share bounds of a story otherwise, evenly apart
     * @param seed says at which
     */
    CrashMatrix(Stage stage, boolean all, int share, long seed) {
        this.stage = stage;
        this.all = all;
        this.share = share;
        this.seed = seed;
    }

    void play(Story story) throws Exception {
        List<StepLine> steps = count(story);
        steps.forEach(step -> counted.merge(step.kind(), 1, Integer::sum));
        List<Bound> bounds = bounds();
        int ended = 0;
        int stride = all ? 1 : Math.max(1, bounds.size() / share);
        int played = 0;
        int missed = 0;
        for (int at = (int) Math.floorMod(seed, (long) stride); at < bounds.size(); at += stride) {
            Bound bound = bounds.get(at);
            missed = bound.number() == 1 ? 0 : missed;
            if (missed == MISSES) {
                continue;
            }
            boolean isMet = playUntil(story, bound);
            played++;
            // Of a share each one counts: in the place of one that is not met an earlier one is taken.
            for (Bound half = bound.half(); !all && !isMet && half.number() > 0; half = half.half()) {
                isMet = playUntil(story, half);
                played++;
            }
            missed = isMet ? 0 : missed + 1;
            ended += isMet ? 1 : 0;
        }
        System.out.printf(
                "%s: %d steps, ended at %d of %d bounds, came back from each%n  steps %s%n  ended at %s%n",
                story.name(), steps.size(), ended, played, counted, met);
        assertTrue(ended > 0, "it never ended");
        if (all) {
            assertTrue(met.keySet().containsAll(story.needs()), () -> "it ended only at " + met);
        }
    }

    /** Before or after a step: by its number among those of its kind, since a kind of which there are few would hardly be met otherwise. */
    private record Bound(String kind, int number) {
        /** An earlier one. */
        Bound half() {
            return new Bound(kind, number / 2);
        }

        /** As a disk is told it. */
        @Override
        public String toString() {
            return "steps " + number + " " + kind;
        }
    }

    private List<Bound> bounds() {
        return counted.entrySet().stream()
                .flatMap(kind -> IntStream.rangeClosed(1, 2 * kind.getValue())
                        .mapToObj(number -> new Bound(kind.getKey(), number)))
                .toList();
    }

    /** The steps of a whole story. */
    private List<StepLine> count(Story story) throws Exception {
        CompletableFuture<?> told = story.begin("steps 0 any");
        assertTrue(isOver(story, told), "the victim ended by itself");
        List<StepLine> steps = StepLine.taken(stage.victim().output());
        stage.victim().kill();
        comeBack(told);
        return steps;
    }

    private boolean playUntil(Story story, Bound bound) throws Exception {
        CompletableFuture<?> told = story.begin(bound.toString());
        boolean isOver = isOver(story, told);
        stage.victim().kill();
        Optional<String> where = StepLine.end(stage.victim().output());
        String what = story.name() + ", " + where.orElse(bound + " was not reached");
        try {
            assertTrue(
                    isOver || where.isPresent(),
                    "it ended by itself: " + stage.victim().output());
            comeBack(told);
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(what + "; then: " + failure.getMessage(), failure);
        }
        System.out.println(what);
        where.ifPresent(line -> met.merge(StepLine.ofEnd(line).kind(), 1, Integer::sum));
        return where.isPresent();
    }

    private void comeBack(CompletableFuture<?> told) throws Exception {
        stage.begin("healthy");
        stage.victim().awaitReady();
        told.get(Stage.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        stage.requireSound();
    }

    /** Waits until the story is over on the victim too; false when the victim ended before. */
    private boolean isOver(Story story, CompletableFuture<?> told) throws IOException, InterruptedException {
        ServerProcess victim = stage.victim();
        long deadline = System.nanoTime() + 2 * Stage.PATIENCE.toNanos();
        int quiet = 0;
        int seen = 0;
        while (!victim.endsWithin(POLL_MILLIS)) {
            List<String> steps =
                    StepLine.taken(victim.output()).stream().map(StepLine::kind).toList();
            boolean isDone = told.isDone()
                    && steps.containsAll(story.needs())
                    && (quiet > 0 || stage.status(stage.victimNumber()).isPresent());
            quiet = isDone && steps.size() == seen ? quiet + 1 : 0;
            seen = steps.size();
            if (quiet == QUIET_LOOKS) {
                return true;
            }
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> story.name() + " does not end; of " + story.needs() + " it has " + Set.copyOf(steps));
        }
        return false;
    }
}
