package io.quorate.itests.faults;

import io.quorate.recipe.FencingToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What is wrong with the tokens that calls were given. */
final class TokensOfCalls {
    private record Given(Note.Call call, long token) {}

    private TokensOfCalls() {}

    /**
     * Each is given once, and whoever asked after a token was there has got a larger one.
     *
     * @param tokenOf empty when a call got none
     */
    static List<String> wrongWith(List<Note> notes, Function<Note.Call, Optional<FencingToken>> tokenOf) {
        List<String> wrong = new ArrayList<>();
        Set<Long> once = new HashSet<>();
        for (Note note : notes) {
            if (note instanceof Note.Call call) {
                tokenOf.apply(call).ifPresent(token -> {
                    if (!once.add(token.value())) {
                        wrong.add("token " + token + " was granted twice, the second time with " + call);
                    }
                });
            }
        }
        wrong.addAll(goneBack(notes, tokenOf));
        return wrong;
    }

    /** Whoever asked after a token was there has got a larger one; calls that are answered in one step may share one. */
    static List<String> goneBack(List<Note> notes, Function<Note.Call, Optional<FencingToken>> tokenOf) {
        TreeMap<String, List<Given>> byInstance = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Note note : notes) {
            if (note instanceof Note.Call call) {
                tokenOf.apply(call)
                        .ifPresent(token -> byInstance
                                .computeIfAbsent(call.instance(), key -> new ArrayList<>())
                                .add(new Given(call, token.value())));
            }
        }
        byInstance.values().forEach(given -> requireGrowing(given, wrong));
        return wrong;
    }

    private static void requireGrowing(List<Given> asked, List<String> wrong) {
        asked.sort(Comparator.comparingLong(given -> given.call().fromNanos()));
        List<Given> answered = new ArrayList<>(asked);
        answered.sort(Comparator.comparingLong(given -> given.call().toNanos()));
        long largest = 0;
        int next = 0;
        for (Given given : asked) {
            for (; answered.get(next).call().toNanos() < given.call().fromNanos(); next++) {
                largest = Math.max(largest, answered.get(next).token());
            }
            if (given.token() <= largest) {
                wrong.add("a token went back: " + given + " was asked for after " + largest + " had been granted");
            }
        }
    }
}
