package io.quorate.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** A recipe that has worked for long costs no more than a new one. */
final class GrowthRules {
    private static final int ROUNDS = 9;

    /** Of a whole run, as a part of it. */
    private static final int ROUND_PART = 3;

    /** Growth that counts, for each round; less may be a number with another digit. */
    private static final long ROWS_PER_ROUND = 1;

    private static final long BYTES_PER_ROUND = 16;

    /** What the items taken first, and those taken last, are compared in. */
    private static final int WINDOWS = 50;

    /** An item may cost so many times of what one of a few costs, and so many steps more. */
    private static final int FLAT_FACTOR = 2;

    private static final long FLAT_SLACK = 8;

    private static final int FEW = 20;

    private final Tck.Subject subject;

    private GrowthRules(Tck.Subject subject) {
        this.subject = subject;
    }

    static List<Rule> of(Tck.Subject subject) {
        GrowthRules rules = new GrowthRules(subject);
        return List.of(
                Rule.of(7, "the state is bounded", rules::isBounded),
                new Rule(
                        8,
                        subject.drain().map(drain -> drain.items() + " items").orElse("a million items")
                                + " are drained at flat cost",
                        subject.drain().isPresent()
                                ? Optional.empty()
                                : Optional.of("say how an item is put in and taken out: drain(items, put, take)"),
                        rules::drainsAtFlatCost));
    }

    /** What is there behind a round, when no session is left. */
    private record Rest(SortedMap<String, byte[]> rows) {
        long bytes() {
            return rows.entrySet().stream()
                    .mapToLong(row -> row.getKey().length() + row.getValue().length)
                    .sum();
        }
    }

    private void isBounded() {
        List<Rest> rests = new ArrayList<>();
        try (RecipeWorld world = subject.world(1)) {
            Play play = subject.play(world);
            for (int round = 0; round < ROUNDS; round++) {
                for (int step = 0; step < subject.steps() / ROUND_PART; step++) {
                    play.next();
                }
                play.endSessions();
                rests.add(new Rest(world.cluster().leader().recipeRows()));
            }
        }
        int part = ROUNDS / 3;
        Rest early = rests.get(part - 1);
        Rest middle = rests.get(2 * part - 1);
        Rest late = rests.get(ROUNDS - 1);
        boolean rowsGrow =
                grows(early.rows().size(), middle.rows().size(), late.rows().size(), part * ROWS_PER_ROUND);
        boolean bytesGrow = grows(early.bytes(), middle.bytes(), late.bytes(), part * BYTES_PER_ROUND);
        if (rowsGrow || bytesGrow) {
            TreeSet<String> added = new TreeSet<>(late.rows().keySet());
            added.removeAll(middle.rows().keySet());
            throw new AssertionError("the more was done the more is kept, though no session is left: "
                    + early.rows().size() + ", " + middle.rows().size() + ", "
                    + late.rows().size() + " rows of " + early.bytes() + ", " + middle.bytes() + ", " + late.bytes()
                    + " bytes" + (added.isEmpty() ? "" : "; added last: " + added.last()));
        }
    }

    private static boolean grows(long early, long middle, long late, long enough) {
        return middle - early >= enough && late - middle >= enough;
    }

    private void drainsAtFlatCost() {
        Tck.Drain drain = subject.drain().orElseThrow();
        try (RecipeWorld world = subject.world(1)) {
            Play play = subject.play(world);
            long few = largest(costs(world, play, drain, FEW, "few"));
            List<Long> costs = costs(world, play, drain, drain.items(), "many");
            int window = Math.max(1, costs.size() / WINDOWS);
            for (int from = 0; from + window <= costs.size(); from += window) {
                double each = costs.subList(from, from + window).stream()
                        .mapToLong(Long::longValue)
                        .average()
                        .orElseThrow();
                if (each > FLAT_FACTOR * few + FLAT_SLACK) {
                    throw new AssertionError("taking item " + (from + 1) + " of " + drain.items() + " cost about "
                            + Math.round(each) + " steps, and at most " + few + " when there were " + FEW
                            + ": read the first row, not all of them");
                }
            }
        }
    }

    private static long largest(List<Long> costs) {
        return costs.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /** Steps of taking each item. */
    private static List<Long> costs(RecipeWorld world, Play play, Tck.Drain drain, int items, String name) {
        for (int i = 0; i < items; i++) {
            play.undisturbed(drain.put(), name);
        }
        List<Long> costs = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            long before = world.steps();
            Reply<?> taken = play.undisturbed(drain.take(), name);
            if (!Play.isSuccess(taken)) {
                throw new AssertionError("item " + (i + 1) + " of " + items + " was not taken: " + taken);
            }
            costs.add(world.steps() - before);
        }
        return costs;
    }
}
