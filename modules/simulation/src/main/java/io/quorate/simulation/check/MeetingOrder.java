package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the generations of a cyclic or double barrier. Each ends at one moment, at which all its parties wait: all of them had
 * come, and none was answered.
 */
final class MeetingOrder {
    /**
     * How far a barrier has come.
     *
     * @param generation the last that has passed or is broken
     * @param entered the last that went in
     * @param inside calls of those parties of it that are in
     * @param broken somebody was told that it lost a party
     */
    record Met(long generation, long entered, Set<Long> inside, boolean broken) {
        Optional<Met> without(long asked) {
            if (!inside.contains(asked)) {
                return Optional.empty();
            }
            Set<Long> others = new TreeSet<>(inside);
            others.remove(asked);
            return Optional.of(new Met(generation, entered, others, broken));
        }

        Met brokenInside() {
            return new Met(generation, entered, inside, true);
        }
    }

    /** A party that went in. */
    private record Key(FencingToken token, int position) {}

    private final List<Witness> calls;
    private final Witnessed witnessed;
    private final boolean goesIn;
    private final List<Act<Met>> acts = new ArrayList<>();

    private MeetingOrder(List<Witness> calls, Witnessed witnessed) {
        this.calls = calls;
        this.witnessed = witnessed;
        this.goesIn = calls.stream().anyMatch(call -> call.request() instanceof Leave);
    }

    static void require(Class<?> invariant, Verdict verdict, String name, List<Witness> calls, Witnessed witnessed) {
        MeetingOrder order = new MeetingOrder(calls, witnessed);
        order.addGenerations();
        if (order.goesIn) {
            order.addLeaving();
        }
        OrderSearch.require(invariant, verdict, name, order.acts, new Met(0, 0, Set.of(), false));
    }

    private void addGenerations() {
        TreeMap<Long, List<Witness>> passed = new TreeMap<>();
        TreeMap<Long, List<Witness>> broken = new TreeMap<>();
        for (Witness call : calls) {
            if (call.request() instanceof Arrival) {
                call.reply(Passage.class)
                        .ifPresent(passage -> passed.computeIfAbsent(passage.generation(), key -> new ArrayList<>())
                                .add(call));
                GenerationsAgree.broken(call)
                        .ifPresent(generation -> broken.computeIfAbsent(generation, key -> new ArrayList<>())
                                .add(call));
            }
        }
        passed.forEach((generation, parties) -> {
            Set<Long> came = new TreeSet<>();
            parties.forEach(party -> came.add(party.id()));
            acts.add(together(
                    generation + " passed",
                    generation,
                    parties,
                    before -> mayEnd(before, generation)
                            .filter(met -> met.inside().isEmpty())
                            .map(met -> new Met(generation, generation, goesIn ? came : Set.of(), false))));
        });
        broken.forEach((generation, parties) -> acts.add(together(
                generation + " broke",
                generation,
                parties,
                before -> mayEnd(before, generation)
                        .map(met -> new Met(generation, met.entered(), met.inside(), met.broken())))));
    }

    private static Optional<Met> mayEnd(Met before, long generation) {
        return generation > before.generation() ? Optional.of(before) : Optional.empty();
    }

    /** Happens to all of them at once: when the last one had come and before the first one was answered. */
    private static Act<Met> together(
            String what, long generation, List<Witness> parties, OrderSearch.Effect<Met> effect) {
        long begin = parties.stream().mapToLong(Witness::beginNanos).max().orElseThrow();
        long end = parties.stream().mapToLong(Witness::endNanos).min().orElseThrow();
        return new Act<>("generation " + what + " for " + parties, begin, end, 2 * generation, effect);
    }

    private void addLeaving() {
        Map<Key, Witness> parties = new HashMap<>();
        for (Witness call : calls) {
            call.reply(Passage.class).ifPresent(passage -> {
                parties.put(new Key(passage.token(), passage.position()), call);
                witnessed
                        .overNanos(passage.session())
                        .ifPresent(from ->
                                acts.add(call.soonAfter("ended", from, witnessed, met -> met.without(call.id()))));
                witnessed
                        .givenUpNanos(call.operation())
                        .ifPresent(from ->
                                acts.add(call.soonAfter("given up", from, witnessed, met -> met.without(call.id()))));
            });
        }
        for (Witness call : calls) {
            if (call.request() instanceof Leave leave) {
                Optional.ofNullable(parties.get(new Key(leave.token(), leave.position())))
                        .ifPresent(party -> leaves(call, party));
            }
        }
    }

    private void leaves(Witness call, Witness party) {
        long generation = party.reply(Passage.class).orElseThrow().generation();
        Optional<Left> left = call.reply(Left.class);
        if (left.isPresent()) {
            acts.add(call.toldAct(met -> met.without(party.id())));
            acts.add(call.toldAct(met -> told(met, generation, left.get())));
        } else {
            // Whoever waited in vain for the others is out, also when it is told that nothing came of the wait.
            acts.add(call.openAct(met -> met.without(party.id())));
        }
    }

    /** One that is broken inside is so for all that are told later, and whoever is told that all have left is told so when they have. */
    private static Optional<Met> told(Met met, long generation, Left left) {
        if (met.entered() != generation) {
            return met.entered() > generation ? Optional.of(met) : Optional.empty();
        } else if (left.lost().isPresent()) {
            return Optional.of(met.brokenInside());
        }
        return met.broken() || met.inside().size() > left.present() ? Optional.empty() : Optional.of(met);
    }
}
