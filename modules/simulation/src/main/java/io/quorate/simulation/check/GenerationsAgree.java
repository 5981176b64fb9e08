package io.quorate.simulation.check;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.LossPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All parties of a generation of a barrier, and all that wait for a phase, are told the same: through, or broken. Those that went through
 * have a place each, and each place that nobody was told of may have been that of somebody who heard of nothing.
 */
public final class GenerationsAgree implements Invariant {
    /** What a message says of it. */
    private static final Pattern GENERATION = Pattern.compile("generation (\\d+) of ");

    private final Verdict verdict;
    private final Witnessed witnessed;

    GenerationsAgree(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    /** The generation, or phase, that a call was told is broken. */
    static Optional<Long> broken(Witness call) {
        return call.failure()
                .filter(failed -> failed.code().equals(BarrierContract.BROKEN))
                .map(Ending.Failed::message)
                .map(GENERATION::matcher)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)));
    }

    @Override
    public void finished(FinalState state) {
        witnessed.byInstance().forEach((name, calls) -> {
            requireOneOutcome(name, calls);
            requirePlaces(name, calls);
        });
    }

    private void requireOneOutcome(String name, List<Witness> calls) {
        Set<Long> broken = new TreeSet<>();
        calls.forEach(call -> broken(call).ifPresent(broken::add));
        for (Witness call : calls) {
            passed(call).filter(broken::contains).ifPresent(generation -> {
                String message = call + " went through generation " + generation + " of " + name + ", which was broken";
                verdict.violated(getClass(), message);
            });
        }
    }

    /** The generation, or phase, that a call saw pass. Where nobody is registered any more, it is not said how a phase ended. */
    private static Optional<Long> passed(Witness call) {
        if (call.request() instanceof AwaitAdvance await) {
            return call.reply(Advanced.class).filter(now -> now.phase() > 0).map(now -> await.phase());
        }
        return call.reply(Passage.class).map(Passage::generation);
    }

    private void requirePlaces(String name, List<Witness> calls) {
        TreeMap<Long, List<Witness>> generations = new TreeMap<>();
        for (Witness call : calls) {
            call.reply(Passage.class)
                    .ifPresent(passage -> generations
                            .computeIfAbsent(passage.generation(), key -> new ArrayList<>())
                            .add(call));
        }
        generations.forEach((generation, parties) -> requireDifferentPlaces(name, generation, parties));
        List<List<Witness>> ofAll = new ArrayList<>(generations.values());
        ofAll.sort(Comparator.comparingLong(GenerationsAgree::answeredNanos));
        List<Witness> silent = calls.stream()
                .filter(call -> call.request() instanceof Arrival)
                .filter(call -> call.isUnknown()
                        || witnessed.givenUpNanos(call.operation()).isPresent())
                .filter(call -> call.reply(Passage.class).isEmpty())
                .sorted(Comparator.comparingLong(Witness::beginNanos))
                .toList();
        int taken = 0;
        long before = 0;
        for (List<Witness> parties : ofAll) {
            requireLosses(name, parties, calls, before);
            before = completeNanos(parties);
            int missing = passage(parties.get(0)).parties() - parties.size();
            for (int i = 0; i < missing; i++, taken++) {
                if (taken >= silent.size() || silent.get(taken).beginNanos() > answeredNanos(parties)) {
                    verdict.violated(getClass(), name + " let " + parties + " pass, though others had not come");
                }
            }
        }
    }

    /**
     * Those that a generation went on without were lost while it gathered; of whom nothing is known may have been lost at any time.
     *
     * @param from before which it did not gather
     */
    private void requireLosses(String name, List<Witness> parties, List<Witness> calls, long from) {
        int fewer = ((Arrival) parties.get(0).request()).parties()
                - passage(parties.get(0)).parties();
        long to = answeredNanos(parties);
        long lost = calls.stream()
                .filter(call -> call.request() instanceof Arrival
                        && call.reply(Passage.class).isEmpty())
                .filter(call -> call.beginNanos() <= to && (call.isUnknown() || call.endNanos() >= from))
                .count();
        if (lost < fewer) {
            verdict.violated(getClass(), name + " let " + parties + " pass, though fewer than " + fewer + " were lost");
        }
    }

    /** When the last of them came. */
    private static long completeNanos(List<Witness> parties) {
        return parties.stream().mapToLong(Witness::beginNanos).max().orElseThrow();
    }

    private static Passage passage(Witness call) {
        return call.reply(Passage.class).orElseThrow();
    }

    /** When the first of them was answered. */
    private static long answeredNanos(List<Witness> parties) {
        return parties.stream().mapToLong(Witness::endNanos).min().orElseThrow();
    }

    private void requireDifferentPlaces(String name, long generation, List<Witness> parties) {
        Passage first = passage(parties.get(0));
        Map<Integer, Witness> places = new HashMap<>();
        for (Witness party : parties) {
            Passage passage = passage(party);
            boolean same = passage.token().equals(first.token()) && passage.parties() == first.parties();
            boolean fits = passage.position() >= 1 && passage.position() <= passage.parties();
            Arrival asked = (Arrival) party.request();
            boolean complete = asked.policy() == LossPolicy.SHRINK
                    ? passage.parties() <= asked.parties()
                    : passage.parties() == asked.parties();
            if (!same || !fits || !complete || places.put(passage.position(), party) != null) {
                verdict.violated(
                        getClass(), "generation " + generation + " of " + name + " was not one for all of " + parties);
            }
        }
    }
}
